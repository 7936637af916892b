#!/bin/sh
# display.sh, read by the tests with a window: `start_display SIZE [OPTIONS OF XVFB]` starts a fresh Xvfb in the folder
# one is in, which stops when the shell ends. Exit status 77 (skipped) where Xvfb is not installed.
start_display() {
  command -v Xvfb >/dev/null || { echo "Xvfb is not installed"; exit 77; }
  size=$1
  shift
  Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp "$@" 3>display.txt 2>xvfb.txt &
  server=$!
  trap 'kill $server 2>/dev/null || true' EXIT
  tries=0
  while [ ! -s display.txt ]; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { echo "Xvfb does not start" >&2; cat xvfb.txt >&2; exit 1; }
    sleep 0.1
  done
  DISPLAY=:$(cat display.txt); export DISPLAY
}
