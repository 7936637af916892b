#!/bin/sh
# Our clusters against R dbscan, scikit-learn and SciPy on generated and real points.
#   compare_clusters.sh CLUSTER_POINTS DATA_FOLDER
# One line per comparison, "agree" or "DIFFER"; exit 1 on any difference, 77 when a peer or a
# file of the real points is missing: then what there is has been compared.
# Needs on Debian: r-cran-dbscan python3-sklearn python3-scipy
set -eu
tool=${1:?usage: compare_clusters.sh CLUSTER_POINTS DATA_FOLDER}
data=${2:?usage: compare_clusters.sh CLUSTER_POINTS DATA_FOLDER}
tool=$(realpath "$tool")
[ ! -d "$data" ] || data=$(realpath "$data")
here=$(cd "$(dirname "$0")" && pwd)
python=/usr/bin/python3
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
if ! Rscript -e 'library(dbscan)' >/dev/null 2>&1; then echo "R dbscan is missing: skipped"; exit 77; fi
if ! $python -c 'import sklearn, scipy' 2>/dev/null; then echo "scikit-learn is missing: skipped"; exit 77; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
worst=0
absent=0

compare_dbscan() { # NAME EPS_M MIN_POINTS
  "$tool" dbscan "$2" "$3" "$1.csv" ours.csv
  Rscript "$here/peer_labels.R" dbscan "$1.csv" r.csv "$2" "$3"
  $python "$here/peer_labels.py" "$1.csv" sklearn.csv "$2" "$3"
  for peer in r sklearn; do
    $python "$here/compare_dbscan.py" "$1" $peer "$1.csv" "$2" "$3" ours.csv $peer.csv || worst=1
  done
}

compare_optics() { # NAME MAX_EPS_M MIN_POINTS EPS_M
  "$tool" optics "$2" "$3" "$4" 0.05 "$1.csv" order.csv
  Rscript "$here/peer_optics.R" "$1.csv" r.csv "$2" "$3" "$4" 0.05
  $python "$here/compare_optics.py" r "$1" order.csv r.csv "$4" || worst=1
}

"$tool" generate 100000 1 generated.csv
compare_dbscan generated 500 20
"$tool" generate 20000 2 sparse.csv
compare_dbscan sparse 2000 5
compare_optics sparse 2000 20 1000
$python "$here/compare_optics.py" sklearn sparse sparse.csv order.csv 2000 20 1000 0.05 || worst=1
for real in "long_beach LON LAT 150 20 $data/long_beach_licences/long_beach_licences.csv.gz" \
            "idaho_newmexico longitude latitude 250 10 $data/places_idaho_newmexico/places_idaho_newmexico.csv.gz"; do
  # shellcheck disable=SC2086  # a line of words
  set -- $real
  if [ -f "$6" ]; then
    $python "$here/project_points.py" "$6" "$2" "$3" "$1.csv"
    compare_dbscan "$1" "$4" "$5"
    compare_optics "$1" "$4" "$5" "$(($4 / 2))"
  else
    echo "$1: data not there, skipped"
    absent=1
  fi
done

"$tool" generate 4000 4 towns.csv
for eps in 500 1500; do
  "$tool" dbscan "$eps" 5 towns.csv labels.csv
  "$tool" validity "$eps" 5 towns.csv > ours.txt
  $python "$here/compare_validity.py" "towns, $eps m" towns.csv labels.csv ours.txt || worst=1
done

"$tool" generate 3000 3 small.csv
for min_points in 2 5 25; do
  "$tool" hdbscan "$min_points" "$min_points" small.csv ours.csv
  total=$("$tool" tree "$min_points" small.csv)
  $python "$here/compare_hdbscan.py" definition "$min_points" small.csv ours.csv "$total" || worst=1
done
# R stops at points on one place (infinite density), so it gets each place once. Core distances for two points give
# no ties: then labels are the same. With more, one point can link two clusters at equal distance; R gives it to one
# of them by chance of order, agglo to neither.
sort -u small.csv | grep -v x > places.csv
{ echo x,y; cat places.csv; } > distinct.csv
for min_points in 2 5 25; do
  "$tool" hdbscan "$min_points" "$min_points" distinct.csv ours.csv
  Rscript "$here/peer_labels.R" hdbscan distinct.csv r.csv "$min_points"
  $python "$here/compare_hdbscan.py" r "$min_points" distinct.csv ours.csv r.csv || worst=1
done
# As many as R takes in a few seconds: its distances grow with the square.
"$tool" generate 11600 5 many.csv
{ echo x,y; grep -v x many.csv | sort -u; } > distinct.csv
"$tool" hdbscan 2 2 distinct.csv ours.csv
Rscript "$here/peer_labels.R" hdbscan distinct.csv r.csv 2
$python "$here/compare_hdbscan.py" r 2 distinct.csv ours.csv r.csv || worst=1
if [ "$worst" -eq 0 ] && [ "$absent" -eq 1 ]; then exit 77; fi
exit $worst
