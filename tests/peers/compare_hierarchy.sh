#!/bin/sh
# Outlier and cluster scores of R dbscan against our hierarchy of HDBSCAN*.
#   compare_hierarchy.sh CLUSTER_POINTS HIERARCHY_POINTS
# One line per comparison, "agree" or "DIFFER"; exit 1 on any difference, 77 when R dbscan or NumPy is missing.
set -eu
generate=$(realpath "${1:?usage: compare_hierarchy.sh CLUSTER_POINTS HIERARCHY_POINTS}")
tool=$(realpath "${2:?usage: compare_hierarchy.sh CLUSTER_POINTS HIERARCHY_POINTS}")
here=$(cd "$(dirname "$0")" && pwd)
python=/usr/bin/python3
if ! Rscript -e 'library(dbscan)' >/dev/null 2>&1; then echo "R dbscan is missing: skipped"; exit 77; fi
if ! $python -c 'import numpy' 2>/dev/null; then echo "NumPy is missing: skipped"; exit 77; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$generate" generate 5000 4 points.csv
# R stops at points on one place (infinite density), so each place comes once.
sort -u points.csv | grep -v x > places.csv
{ echo x,y; cat places.csv; } > distinct.csv
worst=0
for min_points in 5 15 40; do
  "$tool" "$min_points" distinct.csv rows.csv tree.csv
  Rscript "$here/peer_hierarchy.R" distinct.csv "$min_points" r_rows.csv r_scores.csv
  $python "$here/compare_hierarchy.py" "$min_points" rows.csv tree.csv r_rows.csv r_scores.csv || worst=1
done
exit $worst
