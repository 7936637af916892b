#!/bin/sh
# The viewer's speed table of docs/viewer.md: frames of the real window under Xvfb with software OpenGL, beside QGIS.
#
#   sh tests/bench/viewer.sh [quick|full]      default: quick
#
# quick: up to 1M points; full: up to 100M points, 6 GB of memory and 3 GB of disk. Installs what is missing, builds,
# makes the data. Prints the table; build/bench/viewer.json has every single figure. AGGLO_BUILD: build folder.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
build=${AGGLO_BUILD:-$root/build}
size=${1:-quick}
case $size in
  quick | full) ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

sh "$root/third_party/install.sh" build run test bench
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DAGGLO_BENCH=ON >/dev/null
cmake --build "$build" --target bench_points bench_viewer bench_project agglo_cli agglo_view

mkdir -p "$build/bench/viewer"
cd "$build/bench/viewer"
points() { # N NAME [csv]
  [ -e "$2.done" ] || { "$build/bin/bench_points" "$1" 1 "$2" ${3:+"$3"}; : >"$2.done"; }
}
points 1000000 1M csv
if [ "$size" = full ]; then
  points 10000000 10M
  points 100000000 100M
fi
if [ ! -e firms.gpkg ]; then
  # What a register has: number, name, sector, jobs, year of birth, place.
  awk -F, 'BEGIN { srand(3); print "id,name,sector,employment,opened,x,y" }
    NR > 1 { printf "%d,Firm %d,%02d,%d,%d,%s,%s\n", NR - 1, NR - 1, 10 + int(rand() * 40), 1 + int(exp(rand() * 5)),
             1980 + int(rand() * 45), $1, $2 }' 1M.csv >firms.csv
  "$build/bin/agglo" import firms.csv --crs planar -o firms.gpkg --quiet
fi
for kind in 2000x40 20000x60 200x3000; do
  [ -e "zones-$kind.gpkg" ] && continue
  rm -f "source-$kind.gpkg"
  /usr/bin/python3 "$root/tests/bench/viewer/make_polygons.py" "${kind%x*}" "${kind#*x}" "source-$kind.gpkg"
  "$build/bin/agglo" import "source-$kind.gpkg" --as zones --crs planar -o "zones-$kind.gpkg" --quiet
done
exec /usr/bin/python3 "$root/tests/bench/viewer/viewer_table.py" "$build/bin" "$size"
