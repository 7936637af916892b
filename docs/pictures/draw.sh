#!/bin/sh
# The pictures of the viewer in the docs, drawn anew from scripts of the tests and of this folder.
#
#   sh docs/pictures/draw.sh [BUILD]      default: build
#
# Needs a build with the tests (test_viewer makes odd data), Xvfb, and ImageMagick's convert.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$here/../..
build=$(CDPATH='' cd -- "${1:-$root/build}" && pwd)
work=$build/pictures/scripts
command -v convert >/dev/null || { echo "ImageMagick's convert is not installed (package imagemagick)" >&2; exit 1; }

shots() { # SCRIPT: runs it; its shots are then in $work/NAME
  echo "running $(basename "$1" .txt)"
  sh "$root/tests/viewer/script_test.sh" "$1" "$build/bin/agglo-view" "$work"
}
picture() { # SHOT NAME [OPTIONS]: at most 256 colours, small enough to ship
  shot=$work/$1 name=$2
  shift 2
  convert "$shot" "$@" -dither None -colors 256 -strip "PNG8:$here/$name.png"
}

sh "$root/tests/viewer/script_test.sh" prepare "$build/bin/agglo" "$work"
for name in rendering linked_views find styling table maps_of_time work people reach; do
  shots "$root/tests/viewer/scripts/$name.txt"
done
for name in viewer near page scale_2 robustness; do
  shots "$here/$name.txt"
done

picture linked_views/box.png viewer-linked
picture find/find.png viewer-find
picture styling/graduated.png viewer-styling
picture table/statistics.png viewer-table
picture maps_of_time/six.png viewer-time
picture work/form.png viewer-work
picture reach/dragged.png viewer-reach
picture page/page.png viewer-page
for language in es fr zh ar; do
  picture people/main-$language.png viewer-main-$language -resize 1100x
done
picture viewer/viewer.png viewer
picture scale_2/scale-2.png viewer-main-scale-2 -resize 1100x
picture robustness/robustness.png viewer-robustness
# Two maps side by side, without the panels.
convert "$work/rendering/density.png" -crop 566x738+310+26 +repage "$work/left.png"
convert "$work/near/near.png" -crop 566x738+310+26 +repage "$work/right.png"
convert "$work/left.png" \( -size 12x738 xc:white \) "$work/right.png" +append "$work/both.png"
picture both.png viewer-rendering
