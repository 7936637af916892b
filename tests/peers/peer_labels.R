# peer_labels.R dbscan POINTS OUT EPS MIN_POINTS | hdbscan POINTS OUT MIN_POINTS: writes label,core (noise -1)
suppressMessages(library(dbscan))
a <- commandArgs(TRUE)
x <- as.matrix(read.csv(a[2], colClasses = "numeric"))
if (a[1] == "dbscan") {
  eps <- as.numeric(a[4]); k <- as.integer(a[5])
  label <- dbscan(x, eps = eps, minPts = k)$cluster
  core <- as.integer(is.corepoint(x, eps = eps, minPts = k))
} else {
  label <- hdbscan(x, minPts = as.integer(a[4]))$cluster
  core <- as.integer(label > 0)
}
write.csv(data.frame(label = ifelse(label == 0, -1, label), core = core), a[3], row.names = FALSE, quote = FALSE)
