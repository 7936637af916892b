# Compares NAME-METHOD-CLASSES.txt of the working folder with classInt on NAME.txt.
suppressMessages(library(classInt))
within <- function(values, breaks) {
  class <- findInterval(values, breaks[-c(1, length(breaks))], left.open = TRUE)
  sum(tapply(values, class, function(v) sum((v - mean(v))^2)))
}
worst <- 0
for (file in list.files(pattern = "-[0-9]+[.]txt$")) {
  part <- strsplit(sub("[.]txt$", "", file), "-")[[1]]
  values <- scan(paste0(part[1], ".txt"), quiet = TRUE)
  ours <- scan(file, quiet = TRUE)
  style <- c(quantile = "quantile", equal = "equal", natural = "fisher")[[part[2]]]
  theirs <- suppressWarnings(classIntervals(values, as.integer(part[3]), style = style))$brks
  same <- if (style == "fisher") abs(within(values, ours) - within(values, theirs)) <= 1e-9 * within(values, theirs)
          else length(ours) == length(theirs) && max(abs(ours - theirs)) <= 1e-9 * max(abs(theirs))
  cat(sub("[.]txt$", "", file), if (same) "agree" else "DIFFER", "\n")
  if (!same) worst <- 1
}
quit(status = worst)
