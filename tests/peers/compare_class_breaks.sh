#!/bin/sh
# Our class breaks against R classInt: quantiles and equal classes by their ends, natural breaks by the sum of squares
# that is left within the classes.
#   compare_class_breaks.sh CLASS_BREAKS
# One line per comparison, "agree" or "DIFFER"; exit 1 on any difference, 77 when R or classInt is missing.
# Needs on Debian: r-cran-classint
set -eu
tool=$(realpath "${1:?usage: compare_class_breaks.sh CLASS_BREAKS}")
here=$(cd "$(dirname "$0")" && pwd)
if ! Rscript -e 'library(classInt)' >/dev/null 2>&1; then echo "R classInt is missing: skipped"; exit 77; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
Rscript -e 'set.seed(1); write(round(rlnorm(900, 2, 1.5), 2), "skewed.txt", 1)
            write(c(rnorm(300, 10), rnorm(300, 40, 5), rnorm(50, 90)), "groups.txt", 1)
            write(rpois(700, 4), "tied.txt", 1)'
for values in skewed groups; do
  for method in quantile equal natural; do
    for classes in 3 5 7; do "$tool" $method $classes < $values.txt > $values-$method-$classes.txt; done
  done
done
for classes in 3 5; do "$tool" natural $classes < tied.txt > tied-natural-$classes.txt; done
Rscript "$here/compare_class_breaks.R"
