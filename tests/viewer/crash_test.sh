#!/bin/sh
# crash_test.sh VIEWER WORK: the window is killed with SIGKILL while styles are not saved; the next one offers to
# restore them and does. WORK/region.gpkg is the teaching project.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=SCRIPTDIR/display.sh
. "$here/display.sh"
program=$1 work=$2
folder=$work/crash
rm -rf "$folder" && mkdir -p "$folder/home" && cp "$work/region.gpkg" "$folder/" && cd "$folder"
HOME=$folder/home XDG_CONFIG_HOME=$folder/home/config XDG_STATE_HOME=$folder/home/state LIBGL_ALWAYS_SOFTWARE=1
export HOME XDG_CONFIG_HOME XDG_STATE_HOME LIBGL_ALWAYS_SOFTWARE
fail() { echo "crash: $1" >&2; cat out.txt >&2 2>/dev/null || true; exit 1; }

start_display 1400x900

cat >before.txt <<'STEPS'
open region.gpkg
expect left-session no
expect layers 8
layer zones off
theme dark
filter establishments "jobs_lo >= 10 AND born >= 2015"
active-layer establishments
panel charts open
chart 1 scatter jobs_lo born
form dbscan
set eps-m 777
select-cluster 3
expect unsaved yes
pause 60
STEPS
"$program" --remember --size 1200x700 --script before.txt >out.txt 2>&1 &
window=$!
tries=0
# The autosave follows within seconds; it is whole whenever it is there.
while ! grep -qs '"eps_m": "777"' home/state/agglo/sessions/*.json; do
  tries=$((tries + 1)); [ $tries -lt 300 ] || fail "nothing is autosaved"
  kill -0 $window 2>/dev/null || fail "the window ended by itself"
  sleep 0.1
done
sleep 2.5
kill -9 $window
wait $window 2>/dev/null || true

# A second window at the same time would find nothing to restore while the first lives; now there is.
cat >after.txt <<'STEPS'
expect left-session yes
expect theme dark
expect recent 1
shot offer.png
key Enter
wait
expect left-session no
expect unsaved yes
expect selected 1
expect form dbscan
expect layers 7
expect bottom charts
expect shown-rows 1327
active-layer establishments
expect chart-list "scatter:jobs_lo,born*"
shot restored.png
save
STEPS
"$program" --remember --size 1200x700 --script after.txt >out.txt 2>&1 || fail "the restored window differs"

cat >clean.txt <<'STEPS'
expect left-session no
open region.gpkg
expect unsaved no
expect layers 7
STEPS
"$program" --remember --size 1200x700 --script clean.txt >out.txt 2>&1 || fail "a clean end leaves something to restore"
[ -z "$(ls home/state/agglo/sessions)" ] || fail "files of sessions that ended are left"

# Two windows with one project: what one stores, the other must not overwrite.
cat >first.txt <<'STEPS'
open region.gpkg
pause 8
expect file-change changed
command project.keep
layer zones on
save
STEPS
cat >second.txt <<'STEPS'
open region.gpkg
rename-layer zones "Parks and ports"
STEPS
"$program" --remember --size 1200x700 --script first.txt >first_out.txt 2>&1 &
window=$!
sleep 3
"$program" --remember --size 1200x700 --script second.txt >out.txt 2>&1 || fail "the second window cannot change the project"
status=0
wait $window || status=$?
[ $status -ne 0 ] || fail "the first window overwrote what the second did"
grep -q "changed by another program" first_out.txt || { cat first_out.txt >&2; fail "the first window does not say why"; }
# It ended by an error: what it could not save is offered again.
echo "expect left-session yes" >last.txt
"$program" --remember --size 1200x700 --script last.txt >out.txt 2>&1 || fail "what could not be saved is lost"
