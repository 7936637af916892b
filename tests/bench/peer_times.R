# Rscript peer_times.R dbscan|optics POINTS.f64 EPS_M MIN_POINTS: one line of JSON, as bench_cluster prints it.
suppressMessages(library(dbscan))
words <- commandArgs(TRUE)
n <- file.size(words[2]) / 16
points <- matrix(readBin(words[2], "double", 2 * n, endian = "little"), ncol = 2, byrow = TRUE)
eps <- as.numeric(words[3])
min_points <- as.integer(words[4])
invisible(gc())
cat("5", file = "/proc/self/clear_refs")
before <- proc.time()
cluster <- switch(words[1],
  dbscan = dbscan(points, eps = eps, minPts = min_points)$cluster,
  optics = extractDBSCAN(optics(points, eps = eps, minPts = min_points), eps_cl = eps)$cluster)
spent <- proc.time() - before
peak <- grep("VmHWM", readLines("/proc/self/status"), value = TRUE)
cat(sprintf('{"n": %d, "seconds": %.3f, "cpu_seconds": %.3f, "peak_mb": %.0f, "found": %d}\n', n, spent[[3]],
            sum(spent[1:2]), as.numeric(gsub("[^0-9]", "", peak)) / 1024, length(setdiff(unique(cluster), 0L))))
