# peer_optics.R POINTS OUT MAX_EPS MIN_POINTS EPS XI: writes row,core_distance,cut,xi in the order of R's optics (noise -1)
suppressMessages(library(dbscan))
a <- commandArgs(TRUE)
x <- as.matrix(read.csv(a[1], colClasses = "numeric"))
found <- optics(x, eps = as.numeric(a[3]), minPts = as.integer(a[4]))
cut <- extractDBSCAN(found, eps_cl = as.numeric(a[5]))$cluster
steep <- extractXi(found, xi = as.numeric(a[6]))$cluster
label <- function(cluster) ifelse(is.na(cluster) | cluster == 0, -1, cluster)[found$order]
write.csv(data.frame(row = found$order - 1, core_distance = format(found$coredist[found$order], digits = 15),
                     cut = label(cut), xi = label(steep)), a[2], row.names = FALSE, quote = FALSE)
