#!/bin/sh
# script_test.sh prepare AGGLO WORK: makes the teaching project in WORK.
# script_test.sh SCRIPT VIEWER WORK: runs a script in a fresh Xvfb, in a folder of its own (WORK/NAME) that holds
#   region.gpkg, a copy of the teaching project, teaching/, the files it was made from, roads.geojson, a grid of
#   roads, and odd/, copies of what the tests OddProjects.* write. A first line
#   "# options: --size 1000x700" gives other options than --size 1280x800.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=SCRIPTDIR/display.sh
. "$here/display.sh"
# Roads every two kilometres around Modena, each from 10.6 to 11.2 degrees east or 44.4 to 44.8 north, with 60 km/h.
grid_of_roads() {
  awk 'function road(west_east, k, n,   j) {
         printf "%s{\"type\":\"Feature\",\"properties\":{\"maxspeed\":60,\"name\":\"%s %d\"},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[", first++ ? ",\n" : "", west_east ? "East" : "North", k
         for (j = 0; j <= n; j++) printf "%s[%.4f,%.4f]", j ? "," : "", west_east ? 10.6 + j * 0.025 : 10.6 + k * 0.025, west_east ? 44.4 + k * 0.02 : 44.4 + j * 0.02
         printf "]}}"
       }
       BEGIN {
         print "{\"type\":\"FeatureCollection\",\"features\":["
         for (k = 0; k <= 20; k++) road(1, k, 24)
         for (k = 0; k <= 24; k++) road(0, k, 20)
         print "]}"
       }'
}
script=$1 program=$2 work=$3
if [ "$script" = prepare ]; then
  rm -rf "$work" && mkdir -p "$work/teaching"
  "$program" demo --out "$work/demo"
  cp "$work"/demo/*.gpkg "$work/region.gpkg"
  grid_of_roads >"$work/roads.geojson"
  exit 0
fi
folder=$work/$(basename "$script" .txt)
rm -rf "$folder" && mkdir -p "$folder" && cp "$work/region.gpkg" "$folder/" && ln -s "$here/../../data/teaching" "$folder/teaching"
cp "$work/roads.geojson" "$folder/"
[ ! -d "$work/../viewer_odd" ] || cp -r "$work/../viewer_odd" "$folder/odd"
cd "$folder"
mkdir home
HOME=$folder/home XDG_CONFIG_HOME=$folder/home XDG_STATE_HOME=$folder/home XDG_DATA_HOME=$folder/home LIBGL_ALWAYS_SOFTWARE=1
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_DATA_HOME LIBGL_ALWAYS_SOFTWARE
start_display 2600x1700
options=$(sed -n '1s/^# options: //p' "$script")
# The desktop's dialog is a stand-in, so that windows look alike whatever is installed.
PATH=$here/programs:$PATH; export PATH
unset XDG_CURRENT_DESKTOP
# Word splitting is wanted: several options.
# shellcheck disable=SC2086
"$program" ${options:---size 1280x800} --script "$script"
