#!/bin/sh
# Make data/basemap.gpkg, the public-domain base map that agglo ships.
#
#   sh data/make_basemap.sh [--places FILE.gpkg] [--deb FILE.deb] [-o OUT.gpkg]
#
# Borders come from the Debian package qgis-common (world_map.gpkg, Natural
# Earth 4.1.0), which is fetched with apt-get and unpacked, not installed.
# Towns, lakes and rivers come from a GeoPackage of Natural Earth layers named
# places_10m, lakes_50m and rivers_50m, given with --places: no Debian package
# ships them.  BASEMAP.md says how such a file is made.  Without --places the
# base map is made without these three layers, and the script says so.
#
# Needs: gdal-bin, python3, dpkg, sha256sum; apt-get unless --deb is given.
# The same inputs and the same GDAL give the same bytes.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=$here/basemap.gpkg
places=
deb=
while [ $# -gt 0 ]; do
    case $1 in
        --places) places=$2; shift 2 ;;
        --deb) deb=$2; shift 2 ;;
        -o) out=$2; shift 2 ;;
        *) sed -n '2,16p' "$0"; exit 2 ;;
    esac
done

# Fixed clock: GDAL writes the time of making into the file otherwise.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1704067200}
OGR_CURRENT_DATE=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%S.000Z)
export SOURCE_DATE_EPOCH OGR_CURRENT_DATE
LC_ALL=C.UTF-8
export LC_ALL
OGR_SQLITE_PRAGMA="page_size=512"        # less slack behind each geometry: 1 MB smaller
export OGR_SQLITE_PRAGMA

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

check() {                                # check FILE EXPECTED_SHA256
    got=$(sha256sum "$1" | cut -d' ' -f1)
    [ "$got" = "$2" ] || echo "note: $(basename "$1") is not the file the shipped base map was made from ($got)" >&2
}

if [ -z "$deb" ]; then
    (cd "$tmp" && apt-get download qgis-common >/dev/null 2>&1) || { echo "apt-get download qgis-common failed" >&2; exit 1; }
    deb=$(ls "$tmp"/qgis-common_*.deb)
fi
dpkg -x "$deb" "$tmp/qgis"
world=$tmp/qgis/usr/share/qgis/resources/data/world_map.gpkg
check "$world" ff5cceefc4b27abea094fa82459d8aef9417023236c326a666978b62ffe85db2

python3 "$here/simplify_coverage.py" "$world" 0.006 0.03 \
    states_provinces="$tmp/admin1.geojsonl" countries="$tmp/countries.geojsonl"

# ISO codes that Natural Earth leaves as -99 become empty; Kosovo gets the
# user-assigned XK/XKX.
ogr2ogr -q -f GPKG "$tmp/base.gpkg" "$tmp/countries.geojsonl" -nln countries -nlt MULTIPOLYGON \
    -a_srs EPSG:4326 -makevalid -lco FID=fid -lco GEOMETRY_NAME=geom -lco SPATIAL_INDEX=NO -dialect SQLite -sql "
    SELECT COALESCE(NAME, CASE WHEN iso_a2='TK' THEN 'Tokelau' ELSE 'Other areas' END) AS name, NULLIF(NULLIF(iso_a2,'-99'),'-1') AS iso_a2,
           CASE WHEN iso_a2='XK' THEN 'XKX' ELSE NULLIF(NULLIF(ISO_A3,'-99'),'-1') END AS iso_a3, geometry
    FROM countries ORDER BY NAME, ISO_A3"

ogr2ogr -q -update "$tmp/base.gpkg" "$tmp/admin1.geojsonl" -nln admin1 -nlt MULTIPOLYGON \
    -a_srs EPSG:4326 -makevalid -lco FID=fid -lco GEOMETRY_NAME=geom -dialect SQLite -sql "
    SELECT COALESCE(name, admin) AS name, admin AS country, NULLIF(NULLIF(iso_a2,'-99'),'-1') AS iso_a2, NULLIF(adm0_a3,'-99') AS country_a3, geometry
    FROM admin1 WHERE admin <> 'Antarctica' ORDER BY admin, name, gn_name"

if [ -n "$places" ]; then
    check "$places" 443f5334289408dadde707af9baa6106a08f36e89eb32b95640494754f92cebb
    ogr2ogr -q -update "$tmp/base.gpkg" "$places" -nln places -nlt POINT \
        -a_srs EPSG:4326 -lco FID=fid -lco GEOMETRY_NAME=geom -lco SPATIAL_INDEX=NO -dialect SQLite -sql "
        SELECT name, adm0name AS country, adm1name AS admin1, iso_a2, pop_max AS population,
               scalerank AS rank, CASE WHEN adm0cap=1 THEN 1 ELSE 0 END AS capital, geom
        FROM places_10m ORDER BY scalerank, pop_max DESC, name, adm0name"
    ogr2ogr -q -update "$tmp/base.gpkg" "$places" -nln lakes -nlt MULTIPOLYGON -simplify 0.005 \
        -a_srs EPSG:4326 -makevalid -lco FID=fid -lco GEOMETRY_NAME=geom -lco SPATIAL_INDEX=NO -dialect SQLite -sql "
        SELECT name, scalerank AS rank, geom FROM lakes_50m ORDER BY scalerank, name, note"
    ogr2ogr -q -update "$tmp/base.gpkg" "$places" -nln rivers -nlt MULTILINESTRING -simplify 0.01 \
        -a_srs EPSG:4326 -lco FID=fid -lco GEOMETRY_NAME=geom -lco SPATIAL_INDEX=NO -dialect SQLite -sql "
        SELECT name, scalerank AS rank, geom FROM rivers_50m WHERE geom IS NOT NULL ORDER BY scalerank, name, note"
else
    echo "note: no --places file: the base map has no places, lakes or rivers" >&2
fi

ogrinfo -q "$tmp/base.gpkg" -sql VACUUM >/dev/null
mv "$tmp/base.gpkg" "$out"
chmod 644 "$out"
sha256sum "$out" | sed "s|  .*|  $(basename "$out")|"
