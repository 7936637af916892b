#!/bin/sh
# One check of what cmake --install leaves:  check.sh ROOT BUILD relocated|completion|manual|consumer|examples|demo|no_viewer
set -eu
root=$1 build=$2 step=$3
here=$root/tests/install
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$*" >&2; exit 1; }

# The installed tree, moved away from where it was installed, so that nothing can find its first place.
prefix="$work/some where else"
install_and_move() {
  cmake --install "$build" --prefix "$work/first" >"$work/install.log" || { cat "$work/install.log"; exit 1; }
  mv "$work/first" "$prefix"
}
agglo() { (cd "$work" && env -i "$prefix/bin/agglo" "$@"); }

relocated() {
  install_and_move
  agglo --version
  agglo operations | tee "$work/operations.txt"
  grep -q dbscan "$work/operations.txt" || fail "agglo operations does not name dbscan"
  # A whole piece of work; the map needs the data of the tree.
  printf 'id,lon,lat\n1,10.9,44.6\n2,10.9001,44.6\n' >"$work/firms.csv"
  agglo import firms.csv --as establishments -o region.gpkg --quiet
  agglo dbscan region.gpkg --eps-m 500 --min-points 2 --quiet
  agglo info region.gpkg
  agglo map region.gpkg -o map.svg --quiet
  grep -q '<svg' "$work/map.svg" || fail "no map was drawn"
  # Nothing in the tree knows the source or build folder.
  if grep -rlF -e "$root/" -e "$work/first" "$prefix"; then fail "the files above name the folder they were built in"; fi
  [ -f "$prefix/share/agglo/basemap.gpkg" ] || fail "no base map in share/agglo"
  for kept_out in make_basemap.sh demo.sh; do
    [ ! -e "$prefix/share/agglo/$kept_out" ] || fail "share/agglo/$kept_out is of no use there"
  done
}

completion() {
  install_and_move
  file="$prefix/share/bash-completion/completions/agglo"
  [ -s "$file" ] || fail "no bash completion was installed"
  bash -n "$file"
  # shellcheck disable=SC2016  # expanded by the inner bash
  bash -c 'source "$1"; complete -p agglo' bash "$file"
}

manual() {
  install_and_move
  [ -s "$prefix/share/man/man1/agglo.1" ] || fail "no manual page agglo.1"
  for page in "$prefix"/share/man/man1/*.1; do
    complaints=$(LC_ALL=C.UTF-8 groff -man -Tutf8 -ww -z "$page" 2>&1)
    [ -z "$complaints" ] || fail "$(basename "$page"): $complaints"
  done
  for operation in import dbscan hdbscan catchments zones map; do
    [ -s "$prefix/share/man/man1/agglo-$operation.1" ] || fail "no manual page agglo-$operation.1"
  done
}

consumer() {
  install_and_move
  cmake -S "$here/consumer" -B "$work/consumer" -G Ninja "-DCMAKE_PREFIX_PATH=$prefix"
  cmake --build "$work/consumer"
  "$work/consumer/consumer"
  # Each public header can be included alone, with nothing but the installed headers on the path.
  for header in "$prefix"/include/agglo/*.hpp; do
    echo "#include <agglo/$(basename "$header")>" >"$work/alone.cpp"
    c++ -std=c++20 -Wall -Wextra -Wpedantic -Werror -I"$prefix/include" -fsyntax-only "$work/alone.cpp"
  done
}

# Every ```cpp block of docs/*.md and README.md is a whole source file: it compiles, and one with main() links.
examples() {
  install_and_move
  python3 -B "$here/extract_examples.py" "$work/examples" "$root"/README.md "$root"/docs/*.md
  [ -n "$(ls "$work/examples")" ] || { echo "no example in the docs"; return 0; }
  lib=$(dirname "$(find "$prefix" -name 'libagglo.so')")
  for source in "$work/examples"/*.cpp; do
    basename "$source"
    if grep -q 'int main(' "$source"; then
      c++ -std=c++20 -Wall -Wextra -Werror -I"$prefix/include" "$source" -L"$lib" -lagglo -Wl,-rpath-link,"$lib" \
        -o "$work/example"
    else
      c++ -std=c++20 -Wall -Wextra -Werror -I"$prefix/include" -fsyntax-only "$source"
    fi
  done
}

demo() {
  (cd "$work" && AGGLO_BUILD="$build" sh "$root/data/demo.sh" --no-view --out "$work/out")
  for kind in gpkg pdf png html csv; do
    [ -n "$(find "$work/out" -name "*.$kind" -size +0)" ] || fail "the demo left no .$kind"
  done
}

no_viewer() {
  cmake -S "$root" -B "$build-no-viewer" -G Ninja -DCMAKE_BUILD_TYPE=Release -DAGGLO_WERROR=ON -DAGGLO_VIEWER=OFF \
    -DAGGLO_TESTS=OFF
  ninja -C "$build-no-viewer"
  if grep -E '^(IMGUI|GLFW|EPOXY)_' "$build-no-viewer/CMakeCache.txt"; then
    fail "the build without the viewer looked for its libraries"
  fi
  cmake --install "$build-no-viewer" --prefix "$work/plain" >/dev/null
  [ ! -e "$work/plain/bin/agglo-view" ] || fail "agglo-view was installed"
  if ldd "$work/plain/bin/agglo" | grep -E 'libglfw|libepoxy|libGL'; then fail "agglo is linked to the viewer's libraries"; fi
  env -i "$work/plain/bin/agglo" --version
}

case $step in
  relocated | completion | manual | consumer | examples | demo | no_viewer) "$step" ;;
  *) fail "no step '$step'" ;;
esac
