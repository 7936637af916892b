#!/bin/sh
# window_test.sh CASE PROGRAM WORK_FOLDER: runs the viewer in a fresh Xvfb and looks at what it leaves.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=SCRIPTDIR/display.sh
. "$here/display.sh"
case_name=$1 program=$2 work=$3/$1
rm -rf "$work" && mkdir -p "$work" && cd "$work"
LIBGL_ALWAYS_SOFTWARE=1 XDG_CONFIG_HOME=$work/home XDG_STATE_HOME=$work/home
export LIBGL_ALWAYS_SOFTWARE XDG_CONFIG_HOME XDG_STATE_HOME

fail() { echo "$case_name: $1" >&2; cat out.txt err.txt >&2 2>/dev/null || true; exit 1; }

# A blank picture of 1000x700 has about 4 kB as PNG; panels and a map have much more.
big_picture() {
  [ -s "$1" ] || fail "there is no picture $1"
  head -c 8 "$1" | od -An -c | grep -q 'P *N *G' || fail "$1 is no PNG"
  size=$(wc -c <"$1")
  [ "$size" -gt "$2" ] || fail "$1 has only $size bytes"
}

status=0
case $case_name in
  no_display)
    env -u DISPLAY -u WAYLAND_DISPLAY "$program" >out.txt 2>err.txt || status=$?
    [ $status -eq 1 ] || fail "exit status $status"
    grep -q "needs a display" err.txt || fail "no word about the display"
    ;;
  dead_display)
    env -u WAYLAND_DISPLAY DISPLAY=:4097 "$program" >out.txt 2>err.txt || status=$?
    [ $status -eq 1 ] || fail "exit status $status"
    grep -q "needs a display" err.txt || fail "no word about the display"
    ;;
  no_opengl)
    start_display 1280x1024 -extension GLX
    "$program" --script /dev/null >out.txt 2>err.txt || status=$?
    [ $status -eq 1 ] || fail "exit status $status"
    grep -q "needs OpenGL 3.3" err.txt || fail "no word about OpenGL"
    grep -q "update the graphics driver" err.txt || fail "no word about what to do"
    ;;
  old_driver)
    start_display 1280x1024
    MESA_GL_VERSION_OVERRIDE=2.1 MESA_GLSL_VERSION_OVERRIDE=120 "$program" --script /dev/null >out.txt 2>err.txt || status=$?
    [ $status -eq 1 ] || fail "exit status $status"
    grep -q "needs OpenGL 3.3" err.txt || fail "no word about OpenGL"
    grep -q "update the graphics driver" err.txt || fail "no word about what to do"
    status=0
    LIBGL_DRIVERS_PATH=$work/nowhere "$program" --script /dev/null >out.txt 2>err.txt || status=$?
    [ $status -eq 1 ] || fail "exit status $status without a driver"
    grep -q "needs OpenGL 3.3" err.txt || fail "no word about the missing driver"
    # 3.3 and nothing newer is enough.
    printf 'shot old.png\n' >steps.txt
    MESA_GL_VERSION_OVERRIDE=3.3 MESA_GLSL_VERSION_OVERRIDE=330 "$program" --size 1000x700 --script steps.txt >out.txt 2>err.txt ||
      fail "OpenGL 3.3 is not enough"
    big_picture old.png 8000
    ;;
  help)
    env -u DISPLAY "$program" --help >out.txt 2>err.txt || fail "--help fails"
    grep -q "select-cluster" out.txt || fail "the commands are missing"
    env -u DISPLAY "$program" --version | grep -q "agglo-view [0-9]" || fail "--version"
    ;;
  bad_script)
    printf 'fit\nfly away\n' >steps.txt
    env -u DISPLAY "$program" --script steps.txt >out.txt 2>err.txt || status=$?
    [ $status -eq 2 ] || fail "exit status $status"
    grep -q "steps.txt, line 2" err.txt || fail "the line is not named"
    start_display 1280x1024
    printf 'open nowhere.gpkg\n' >steps.txt
    status=0
    "$program" --script steps.txt >out.txt 2>err.txt || status=$?
    [ $status -ne 0 ] || fail "a missing project passes"
    grep -q "steps.txt, line 1" err.txt || fail "the line of the missing project is not named"
    ;;
  another_window)
    start_display 1280x1024
    # Programs of this folder; the second one ends with the display.
    windows() { for p in /proc/[0-9]*; do [ "$(readlink "$p/cwd")" = "$work" ] && readlink "$p/exe"; done | grep -c agglo-view; }
    printf 'command window.new\npause 3\nshot first.png\npause 600\n' >steps.txt
    "$program" --size 1000x700 --script steps.txt >out.txt 2>err.txt &
    tries=0
    until [ -s first.png ]; do
      tries=$((tries + 1)); [ $tries -lt 300 ] || fail "the first window does not come"; sleep 0.1
    done
    [ "$(windows)" -eq 2 ] || fail "$(windows) windows run, not 2"
    kill $!
    ;;
  empty_window)
    start_display 1280x1024
    printf 'shot light.png\ntheme dark\nshot dark.png\n' >steps.txt
    "$program" --size 1000x700 --script steps.txt >out.txt 2>err.txt || fail "fails"
    big_picture light.png 8000
    big_picture dark.png 8000
    if cmp -s light.png dark.png; then fail "both themes look the same"; fi
    ;;
  chain)
    start_display 1280x1024
    awk 'BEGIN { srand(7); print "id,name,x,y,sector"; for (i = 0; i < 4000; i++) { c = i % 5;
      u = rand(); v = rand(); if (u < 1e-9) u = 1e-9;
      r = (i % 3 ? 300 : 9000) * sqrt(-2 * log(u));
      printf "%d,Firm %d,%.2f,%.2f,%d\n", i, i, 5000 * c + r * cos(6.2832 * v), 4000 * (c % 3) + r * sin(6.2832 * v), c } }' >firms.csv
    cat >steps.txt <<'STEPS'
size 1000 700
form import
set crs planar
import firms.csv establishments
shot density.png
form dbscan
set eps-m 300
set min-points 10
run
wait
select-cluster 0
shot cluster.png
fit
layer establishments off
hover 500 300
shot off.png
opacity establishments 0.5
panel table close
export view.png
export view.pdf
save
measure 10
STEPS
    "$program" --script steps.txt >out.txt 2>err.txt || fail "fails"
    for picture in density.png cluster.png off.png; do big_picture $picture 15000; done
    if cmp -s density.png cluster.png; then fail "selecting a cluster changes nothing"; fi
    big_picture view.png 5000
    head -c 4 view.pdf | grep -q '%PDF' || fail "view.pdf is no PDF"
    grep -q '"pan": {"mean_ms"' out.txt || fail "no measurement"
    [ -s firms.gpkg ] || fail "there is no project"
    "$program" firms.gpkg --shot again.png --size 1000x700 >out.txt 2>err.txt || fail "the saved project does not open"
    big_picture again.png 15000
    ;;
  *) fail "unknown case" ;;
esac
