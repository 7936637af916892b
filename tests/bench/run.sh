#!/bin/sh
# Seconds and peak memory of the clustering beside other programs, as in docs/performance.md.
#
#   sh tests/bench/run.sh [quick|full] [WORD...]      default: quick
#
# quick: 100k and 1M points, about five minutes; full: up to 100M points and every program, about ten minutes, 6 GB
# of disk. With WORDs only the rows that have one of them in "program task n" are measured again, the others stay as they
# were. Installs what is missing, builds, generates the points. Every row is measured in processes of its own.
# Prints the table; build/bench/results.csv has every single run. AGGLO_BUILD: build folder, default build/.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
build=${AGGLO_BUILD:-$root/build}
size=quick
case ${1:-} in
  quick | full) size=$1; shift ;;
  -*) sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

sh "$root/third_party/install.sh" build bench
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DAGGLO_BENCH=ON >/dev/null
cmake --build "$build" --target bench_points bench_cluster

mkdir -p "$build/bench"
cd "$build/bench"
make_points() { # N NAME [csv]: unless they are there, made by the program as it is
  if [ -z "$(find "$2.done" -newer "$build/bin/bench_points" 2>/dev/null)" ]; then
    "$build/bin/bench_points" "$1" 1 "$2" ${3:+"$3"}
    : >"$2.done"
  fi
}
make_points 100000 100k csv
make_points 1000000 1M csv
if [ "$size" = full ]; then
  make_points 10000000 10M
  make_points 100000000 100M
fi
exec /usr/bin/python3 "$root/tests/bench/bench_table.py" "$build/bin/bench_cluster" "$size" "$@"
