#!/bin/sh
# file_test.sh CASE VIEWER AGGLO WORK: another program changes, damages or removes the project while a window has it
# open. WORK/region.gpkg is the teaching project.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=SCRIPTDIR/display.sh
. "$here/display.sh"
case_name=$1 program=$2 agglo=$3 work=$4
folder=$work/file_$case_name
rm -rf "$folder" && mkdir -p "$folder/home" && cp "$work/region.gpkg" "$folder/" && cd "$folder"
HOME=$folder/home XDG_CONFIG_HOME=$folder/home XDG_STATE_HOME=$folder/home LIBGL_ALWAYS_SOFTWARE=1
export HOME XDG_CONFIG_HOME XDG_STATE_HOME LIBGL_ALWAYS_SOFTWARE
fail() { echo "$case_name: $1" >&2; cat out.txt >&2 2>/dev/null || true; exit 1; }

start_display 1400x900
wait_for() { # FILE
  tries=0
  while [ ! -s "$1" ]; do
    tries=$((tries + 1)); [ $tries -lt 300 ] || fail "$1 does not come"; sleep 0.1
  done
}

# What the window does before the other program's work.
before='open region.gpkg
expect file-change none
layer zones off
expect layers 7
shot ready.png'
case $case_name in
  changed)
    other() { "$agglo" dbscan region.gpkg --eps-m 2000 --min-points 15 --name "$1" >agglo.txt 2>&1; }
    cat >steps.txt <<STEPS
$before
await file-change changed
shot question.png
reload
expect file-change none
expect steps "establishments institutions zones infrastructure towns regions dbscan catchments zone_profile map map other"
expect unsaved yes
expect layers 9
save
expect unsaved no
open region.gpkg
expect layers 9
expect steps "establishments institutions zones infrastructure towns regions dbscan catchments zone_profile map map other"
STEPS
    ;;
  damaged)
    other() { head -c 200000 region.gpkg >short.gpkg && cat short.gpkg >region.gpkg; }
    cat >steps.txt <<STEPS
$before
await file-change changed
fails "is damaged" reload
expect layers 7
select-cluster 3
expect selected 1
fails "is damaged" save
expect unsaved yes
save-copy rescued.gpkg
open rescued.gpkg
expect layers 7
STEPS
    ;;
  gone)
    other() { rm region.gpkg; }
    cat >steps.txt <<STEPS
$before
await file-change gone
shot question.png
command project.copy
dialog rescued.gpkg
wait
expect project rescued.gpkg
expect file-change none
expect layers 7
expect unsaved no
form dbscan
run
wait
expect message "clusters: *"
STEPS
    ;;
esac
"$program" --size 1200x700 --script steps.txt >out.txt 2>&1 &
window=$!
wait_for ready.png
sleep 0.5
other other || fail "the other program fails"
status=0
wait $window || status=$?
[ $status -eq 0 ] || fail "the window ends with status $status"
if [ "$case_name" != changed ]; then
  "$agglo" info rescued.gpkg >out.txt 2>&1 || fail "the copy is no project"
  grep -q zones out.txt || fail "the copy lacks layers"
fi

# Saving over what another program did is asked about first, then refused: nothing of it is lost.
if [ "$case_name" = changed ]; then
  rm ready.png
  cat >steps.txt <<STEPS
open region.gpkg
layer zones on
shot ready.png
await file-change changed
save
expect unsaved yes
command project.keep
fails "changed by another program" save
expect unsaved yes
STEPS
  "$program" --size 1200x700 --script steps.txt >out.txt 2>&1 &
  window=$!
  wait_for ready.png
  other another || fail "the other program fails"
  status=0
  wait $window || status=$?
  [ $status -eq 0 ] || fail "the second window ends with status $status"
  "$agglo" info region.gpkg | grep -q another || fail "what the other program did is gone"
fi
