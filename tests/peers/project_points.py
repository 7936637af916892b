"""project_points.py FILE.csv.gz LON LAT OUT.csv: degrees to metres on a plane around the mean latitude.

Every program gets the same plane, so a simple one will do. Coordinates are multiples of 1/64 m: differences and
squares are exact in double precision, whoever computes them.
"""
import csv
import gzip
import math
import sys

csv.field_size_limit(1 << 24)
with gzip.open(sys.argv[1], "rt", encoding="utf-8", newline="") as source:
    degrees = [(float(r[sys.argv[2]]), float(r[sys.argv[3]])) for r in csv.DictReader(source)]
metres_per_degree = 6371008.8 * math.pi / 180
scale = math.cos(math.radians(sum(lat for _, lat in degrees) / len(degrees)))
with open(sys.argv[4], "w") as target:
    target.write("x,y\n")
    for lon, lat in degrees:
        x, y = lon * metres_per_degree * scale, lat * metres_per_degree
        target.write("%.6f,%.6f\n" % (round(x * 64) / 64, round(y * 64) / 64))
