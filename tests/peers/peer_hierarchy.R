# peer_hierarchy.R POINTS MIN_POINTS ROWS SCORES: R dbscan's outlier scores (GLOSH) by row, and its cluster scores
suppressMessages(library(dbscan))
a <- commandArgs(TRUE)
h <- hdbscan(as.matrix(read.csv(a[1], colClasses = "numeric")), minPts = as.integer(a[2]))
write.csv(data.frame(label = h$cluster, glosh = h$outlier_scores), a[3], row.names = FALSE, quote = FALSE)
write.csv(data.frame(label = names(h$cluster_scores), score = h$cluster_scores), a[4], row.names = FALSE, quote = FALSE)
