#!/bin/sh
# Our searches along real roads against SciPy and pgRouting, and our clusters along them against scikit-learn.
#   compare_roads.sh ROAD_SEARCHES DATA_FOLDER SPEEDS_FOLDER
# One line per comparison, "agree" or "DIFFER"; exit 1 on any difference, 77 when a peer or a file of roads is
# missing: then what there is has been compared.
# Needs on Debian: python3-sklearn python3-scipy postgresql-15-pgrouting
set -eu
tool=$(realpath "${1:?usage: compare_roads.sh ROAD_SEARCHES DATA_FOLDER SPEEDS_FOLDER}")
data=${2:?usage: compare_roads.sh ROAD_SEARCHES DATA_FOLDER SPEEDS_FOLDER}
speeds=$(realpath "${3:?usage: compare_roads.sh ROAD_SEARCHES DATA_FOLDER SPEEDS_FOLDER}")
if [ ! -d "$data" ]; then echo "no shared data: skipped"; exit 77; fi
data=$(realpath "$data")
here=$(cd "$(dirname "$0")" && pwd)
python="/usr/bin/python3 -B"
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
if ! $python -c 'import sklearn, scipy' 2>/dev/null; then echo "scikit-learn is missing: skipped"; exit 77; fi
has_pgrouting=no
for control in /usr/share/postgresql/*/extension/pgrouting.control; do
  if [ -f "$control" ]; then has_pgrouting=yes; fi
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
worst=0
absent=0
if [ $has_pgrouting = no ]; then echo "pgRouting is missing: skipped"; absent=1; fi

compare_clusters() { # NAME ROADS time|distance larger|smaller EPS MIN_POINTS FIRMS
  "$tool" clusters "$2" "$speeds/car.toml" "$3" "$4" "$5" "$6" "$7" arcs.csv firms.csv
  $python "$here/compare_road_clusters.py" "$1 $3" "$4" arcs.csv firms.csv "$5" "$6" || worst=1
}

for real in "Liechtenstein osm_liechtenstein/liechtenstein-2015-07.osm.pbf" \
            "Helsinki osm_helsinki_centre/helsinki-centre-2019-04.osm.pbf"; do
  name=${real% *}
  roads=$data/${real#* }
  if [ ! -f "$roads" ]; then echo "$name: data not there, skipped"; absent=1; continue; fi
  "$tool" reach "$roads" "$speeds/car.toml" arcs.csv reach.csv
  $python "$here/compare_reach.py" "$name" scipy arcs.csv reach.csv || worst=1
  if [ $has_pgrouting = yes ]; then
    $python "$here/compare_reach.py" "$name" pgrouting arcs.csv reach.csv || worst=1
  fi
  for pair in larger smaller; do
    compare_clusters "$name, businesses" "$roads" distance $pair 40000 5 0
    compare_clusters "$name, businesses" "$roads" time $pair 120000 5 0
    compare_clusters "$name, made up" "$roads" distance $pair 30000 8 1200
    compare_clusters "$name, made up" "$roads" time $pair 90000 8 1200
  done
done
if [ "$worst" -eq 0 ] && [ "$absent" -eq 1 ]; then exit 77; fi
exit $worst
