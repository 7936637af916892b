#!/bin/sh
# Install what is missing, build agglo and run its demonstration.
#
#   sh data/demo.sh [--out DIR] [--no-view]
#
# --out DIR   where the results go, default ./agglo-demo
# --no-view   do not open the viewer at the end; without a display it is never opened
#
# AGGLO_BUILD: build folder, default build/ of the repository.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
build=${AGGLO_BUILD:-$root/build}
out=agglo-demo
view=yes
while [ $# -gt 0 ]; do
  case $1 in
    --out) [ $# -gt 1 ] || { echo "data/demo.sh: --out needs a folder" >&2; exit 2; }; out=$2; shift 2 ;;
    --out=*) out=${1#--out=}; shift ;;
    --no-view) view=; shift ;;
    *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
done

sh "$root/third_party/install.sh" build run
echo "building agglo in $build (a few minutes the first time)"
tests=OFF
[ ! -f "$build/CMakeCache.txt" ] || tests=$(sed -n 's/^AGGLO_TESTS:BOOL=//p' "$build/CMakeCache.txt")
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release "-DAGGLO_TESTS=${tests:-OFF}" >/dev/null
cmake --build "$build" --target agglo_cli agglo_view

"$build/bin/agglo" demo --out "$out"
echo "results: $(cd "$out" && pwd)"
(cd "$out" && find . -type f | sort | sed 's/^\.\//  /')

if [ -n "$view" ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  project=$(find "$out" -maxdepth 1 -name '*.gpkg' | head -n 1)
  echo "opening the viewer: $build/bin/agglo-view $project"
  exec "$build/bin/agglo-view" "$project"
fi
