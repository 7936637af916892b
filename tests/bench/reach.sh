#!/bin/sh
# Speed and memory of catchments along roads beside SciPy and pgRouting: the table of docs/performance.md.
#
#   sh tests/bench/reach.sh
#
# About three minutes and 3 GB of memory. Installs what is missing, builds, makes the networks, runs every program on the
# same network, checks that they reach the same nodes, prints the table. AGGLO_BUILD: build folder, default build/.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
build=${AGGLO_BUILD:-$root/build}
if [ $# -gt 0 ]; then
  sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi

sh "$root/third_party/install.sh" build test bench
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DAGGLO_BENCH=ON >/dev/null
cmake --build "$build" --target bench_reach bench_travel_costs
mkdir -p "$build/bench/reach"
cd "$build/bench/reach"
exec /usr/bin/python3 "$root/tests/bench/reach_table.py" "$build/bin"
