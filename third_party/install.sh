#!/bin/sh
# Install what agglo needs from Debian's packages.
#
#   sh third_party/install.sh [build|run|test|bench|all]...     default: build run
#
# build: compilers and libraries; run: fonts and OpenGL; test: test tools; all: these three; bench: programs to compare
# with, among them PostgreSQL (tests/bench starts a server of its own).
# What is there already is left alone; with nothing missing, apt is not touched at all. Uses sudo when not root.
# On other systems it lists the libraries to install by hand and exits with 1.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

groups=
for argument in "${@:-}"; do
  case $argument in
    build | run | test | bench) groups="$groups $argument" ;;
    '') groups="$groups build run" ;;
    all) groups="$groups build run test" ;;
    *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
done

wanted() {
  for group in $groups; do
    sed 's/#.*//; s/[[:space:]]//g; /^$/d' "$here/packages-$group.txt"
  done | sort -u
}

if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-query >/dev/null 2>&1; then
  cat >&2 <<'BY_HAND'
third_party/install.sh: this is not a Debian system, so nothing was installed. Install by hand, with headers:
  build   a C++20 compiler (GCC 12, Clang 14 or newer), CMake 3.25, ninja, pkg-config
          GDAL 3.6, GEOS 3.11 (C API), PROJ 9.1, oneTBB 2021, Cairo 1.16, Pango 1.50, fontconfig, GLib 2.74,
          CLI11 2.1, nlohmann-json 3.11, toml++ 3.3, fmt 9.1
  viewer  Dear ImGui 1.86 (library and backend headers, imgui.pc), GLFW 3.3, libepoxy 1.5
          (or build with -DAGGLO_VIEWER=OFF)
  run     the Noto Sans fonts, an OpenGL 3.3 driver (Mesa will do)
  test    GoogleTest, Python 3, Clang with its sanitizers, clang-format and clang-tidy, shellcheck, groff, gdal-bin,
          poppler-utils, xmllint, Xvfb, git; to compare clusters with: R with dbscan, scikit-learn, SciPy
  bench   R with dbscan, scikit-learn, PostgreSQL with PostGIS
then: cmake -S . -B build -G Ninja && cmake --build build
BY_HAND
  exit 1
fi

# A package counts when it, or one that provides it, is installed (pkgconf provides pkg-config, for example).
installed=$(dpkg-query -W -f '${db:Status-Status} ${Package} ${Provides}\n' 2>/dev/null |
  sed -n 's/^installed //p' | sed 's/([^)]*)//g; s/,/ /g' | tr -s ' ' '\n' | sort -u)
missing=
for package in $(wanted); do
  printf '%s\n' "$installed" | grep -qxF -- "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null 2>&1; then
    as_root=sudo
  else
    echo "third_party/install.sh: these packages are missing and there is no sudo. As root, run:" >&2
    echo "  apt-get install --no-install-recommends$missing" >&2
    exit 1
  fi
fi
apt() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q "$@" </dev/null; }

echo "installing:$missing"
apt update || { sleep 5; apt update; }
# shellcheck disable=SC2086  # a list of names
apt install --no-install-recommends $missing
