"""Roads and firms read from a PostGIS database are those read from the same files.

    compare_postgis.py AGGLO TEACHING_FOLDER FOLDER_OF_THE_SERVER_CODE

One line per comparison, "agree" or "DIFFER"; exit 1 on any difference, 77 where PostGIS or ogr2ogr is missing.
Needs on Debian: postgresql-postgis gdal-bin
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile

agglo, teaching = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
sys.path.insert(0, sys.argv[3])
import peer_postgis  # noqa: E402

if not glob.glob("/usr/share/postgresql/*/extension/postgis.control") or not shutil.which("ogr2ogr"):
    print("PostGIS or ogr2ogr is missing: skipped")
    sys.exit(77)


def rows(folder, source, *options):
    """Every row of the layer that an import of `source` makes, as text without the name of the source."""
    project = os.path.join(folder, "p.gpkg")
    if os.path.exists(project):
        os.remove(project)
    subprocess.run([agglo, "import", source, "-o", project, *options], check=True, capture_output=True, text=True)
    layer = "network_edges" if "network" in options else "firms"
    listed = subprocess.run(["ogrinfo", "-q", project], check=True, capture_output=True, text=True).stdout
    layers = [line.split(": ", 1)[1].split(" (")[0] for line in listed.splitlines() if ": " in line]
    wanted = [name for name in layers if name.startswith(layer.split("_")[0])]
    return "".join(subprocess.run(["ogrinfo", "-q", project, name], check=True, capture_output=True, text=True).stdout
                   for name in wanted)


worst = 0
with peer_postgis.Server() as server, tempfile.TemporaryDirectory() as folder:
    server._sql("postgres", "create database places")
    server._sql("places", "create extension postgis")
    database = "PG:host=%s user=bench dbname=places" % server.folder
    for name, options in (("road_network.geojson", ["--as", "network", "--mode", "car"]),
                          ("towns.geojson", ["--as", "establishments", "--name", "firms"])):
        file = os.path.join(teaching, name)
        table = name.split(".")[0]
        subprocess.run(["ogr2ogr", "-f", "PostgreSQL", database, file, "-nln", table], check=True)
        from_file, from_table = rows(folder, file, *options), rows(folder, database, "--layer", table, *options)
        count = from_file.count("OGRFeature")
        same = from_file == from_table and count > 0
        worst |= not same
        print("%s: %d rows, file and PostGIS %s" % (table, count, "agree" if same else "DIFFER"))
sys.exit(worst)
