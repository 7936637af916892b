#!/usr/bin/env python3
"""Make the roads of the teaching project: an invented network that fits its towns.

    python3 data/teaching/make_roads.py [OUTPUT_FOLDER]

Python standard library only; the same bytes each time.  Writes road_network.geojson, river.geojson, provinces.geojson,
planned.csv and workers.csv.  No road here is real, though motorways and main roads lie roughly where real ones do.
"""
import json
import math
import os
import random
import sqlite3
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True
import make_teaching as base  # noqa: E402

DECIMALS = 4                                     # 11 m
LANE_KM = 2.0
STREET_KM = 0.7
TURN = math.radians(-20)                         # lanes follow the Via Emilia, as the Roman ones do
# The river from the hills to the Po.  South of the Via Emilia one bridge crosses it, that of Casalgrande.
RIVER = [(10.55, 44.18), (10.66, 44.33), (10.715, 44.44), (10.752, 44.50), (10.757, 44.545), (10.762, 44.60), (10.80, 44.66),
         (10.835, 44.75), (10.87, 44.86), (10.93, 44.95)]
RIVER_OPEN = 44.635                              # north of this latitude every road has its bridge
BRIDGE = "Casalgrande bridge road"
# Sites that a planner tries out: one in a gap, one where four are already, one beyond the data.
PLANNED = [
    ("P1", "Langhirano incubator (planned)", "incubator", base.INCUBATION, 20, "", 10.2680, 44.6150),
    ("P2", "Bologna fifth incubator (planned)", "incubator", base.INCUBATION, 30, "", 11.3420, 44.5030),
    ("P3", "Verona service centre (beyond the region)", "service_centre", "workspace;quality control", 60, "", 10.9920, 45.4380),
]

rng = random.Random(base.SEED + 1)


def plane(p):
    return (p[0] - 10) * base.KM_PER_LON, (p[1] - 44) * base.KM_PER_LAT


def degrees(p):
    return round(10 + p[0] / base.KM_PER_LON, DECIMALS), round(44 + p[1] / base.KM_PER_LAT, DECIMALS)


def dist(a, b):
    return math.hypot(a[0] - b[0], a[1] - b[1])


def town_radius(t):
    return 2.6 * (0.35 + 0.115 * math.sqrt(t[3]))


def on_land(p):
    return base.on_land(10 + p[0] / base.KM_PER_LON, 44 + p[1] / base.KM_PER_LAT)


# ---- crossings ---------------------------------------------------------------------------------------------------

def crossing(a, b, c, d):
    """Where the segments a-b and c-d meet, as a share of each; None when they do not."""
    ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    cross = ux * vy - uy * vx
    if abs(cross) < 1e-9:
        return None
    s = ((c[0] - a[0]) * vy - (c[1] - a[1]) * vx) / cross
    t = ((c[0] - a[0]) * uy - (c[1] - a[1]) * ux) / cross
    return (s, t) if -1e-9 <= s <= 1 + 1e-9 and -1e-9 <= t <= 1 + 1e-9 else None


def cut_by_river(line):
    """The pieces of a line that stay on one side of the river, ending 150 m from it."""
    river = [plane(p) for p in RIVER]
    pieces, piece = [], [line[0]]
    for a, b in zip(line, line[1:]):
        at = []
        for c, d in zip(river, river[1:]):
            found = crossing(a, b, c, d)
            if found and 44 + (a[1] + found[0] * (b[1] - a[1])) / base.KM_PER_LAT < RIVER_OPEN:
                at.append(found[0])
        length = dist(a, b)
        for s in sorted(at):
            before, after = s - 0.15 / length, s + 0.15 / length
            if before > 0:
                piece.append((a[0] + before * (b[0] - a[0]), a[1] + before * (b[1] - a[1])))
            pieces.append(piece)
            piece = [(a[0] + min(1, after) * (b[0] - a[0]), a[1] + min(1, after) * (b[1] - a[1]))]
        if piece[-1] != b:
            piece.append(b)
    pieces.append(piece)
    return [p for p in pieces if len(p) > 1]


def with_junctions(lines):
    """The lines in degrees, with a common vertex wherever two of them cross."""
    segments = [(n, i) for n, line in enumerate(lines) for i in range(len(line) - 1)]
    cells, marks = {}, {}
    size = 1.5

    def cells_of(a, b):
        steps = max(1, int(dist(a, b) / size * 3))
        for k in range(steps + 1):
            x, y = a[0] + (b[0] - a[0]) * k / steps, a[1] + (b[1] - a[1]) * k / steps
            for ex in (-0.2, 0.2):
                for ey in (-0.2, 0.2):
                    yield int((x + ex) // size), int((y + ey) // size)
    for n, i in segments:
        a, b = lines[n][i], lines[n][i + 1]
        here = sorted(set(cells_of(a, b)))
        near = sorted({other for cell in here for other in cells.get(cell, ())})
        for m, j in near:
            if m == n:
                continue
            found = crossing(a, b, lines[m][j], lines[m][j + 1])
            if found:
                place = degrees((a[0] + found[0] * (b[0] - a[0]), a[1] + found[0] * (b[1] - a[1])))
                marks.setdefault((n, i), []).append((found[0], place))
                marks.setdefault((m, j), []).append((found[1], place))
        for cell in here:
            cells.setdefault(cell, []).append((n, i))
    out = []
    for n, line in enumerate(lines):
        points = []
        for i in range(len(line) - 1):
            points.append((degrees(line[i]), False))
            points.extend((place, True) for _, place in sorted(marks.get((n, i), [])))
        points.append((degrees(line[-1]), False))
        out.append(points)
    return out


def trimmed(points):
    """Without repeated vertices, and without a short end beyond the first and last junction."""
    junctions = [k for k, p in enumerate(points) if p[1]]
    first, last = 0, len(points)
    if junctions:
        if base.km(points[0][0], points[junctions[0]][0]) < 0.9:
            first = junctions[0]
        if base.km(points[-1][0], points[junctions[-1]][0]) < 0.9:
            last = junctions[-1] + 1
    line = []
    for place, _ in points[first:last]:
        if not line or line[-1] != place:
            line.append(place)
    return line


# ---- roads -------------------------------------------------------------------------------------------------------

def neighbours():
    """Pairs of towns with no third one in the circle over them (Gabriel graph), up to 45 km."""
    places = [plane(t[1:3]) for t in base.TOWNS]
    for i, a in enumerate(places):
        for j in range(i + 1, len(places)):
            b = places[j]
            middle, radius = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), dist(a, b) / 2
            if radius < 22.5 and not any(dist(c, middle) < radius - 1e-9 for k, c in enumerate(places) if k not in (i, j)):
                yield i, j


def bent(a, b):
    """A road from a to b with two slight bends."""
    nx, ny = b[1] - a[1], a[0] - b[0]
    points = [a]
    for share in (0.35, 0.7):
        off = (rng.random() - 0.5) * 0.10
        points.append((a[0] + share * (b[0] - a[0]) + off * nx, a[1] + share * (b[1] - a[1]) + off * ny))
    return points + [b]


def inside_parts(line, keep):
    """Pieces of a straight line, stepped every 200 m, where keep() holds."""
    (x0, y0), (x1, y1) = line
    steps = max(1, int(dist(*line) / 0.2))
    start = None
    for k in range(steps + 2):
        p = (x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps)
        holds = k <= steps and keep(p)
        if holds and start is None:
            start = p
        if not holds and start is not None:
            end = (x0 + (x1 - x0) * (k - 1) / steps, y0 + (y1 - y0) * (k - 1) / steps)
            if dist(start, end) > 0.5:
                yield [start, end]
            start = None


def turned(p, angle, centre=(0.0, 0.0)):
    return (centre[0] + p[0] * math.cos(angle) - p[1] * math.sin(angle), centre[1] + p[0] * math.sin(angle) + p[1] * math.cos(angle))


def streets(town, add):
    """A grid of streets; in the large towns two pairs of one-way streets in the middle."""
    radius, centre = max(town_radius(town), 1.5), plane(town[1:3])
    angle = TURN + (rng.random() - 0.5) * 0.8
    count = int(radius / STREET_KM)
    for axis in (0, 1):
        for k in range(-count, count + 1):
            offset = k * STREET_KM
            half = math.sqrt(max(0.0, radius * radius - offset * offset))
            ends = [-half, half]
            if town[3] >= 140 and abs(k) == 1:
                ends = [-half, -2 * STREET_KM, 2 * STREET_KM, half]
            for n, (t0, t1) in enumerate(zip(ends, ends[1:])):
                line = [turned((t, offset) if axis == 0 else (offset, t), angle, centre) for t in (t0, t1)]
                one_way = "" if len(ends) == 2 or n != 1 else "FT" if (k > 0) == (axis == 0) else "TF"
                for part in inside_parts(line, on_land):
                    add("", "tertiary" if k % 3 == 0 else "residential", "", one_way, part)


def lanes(add):
    """Lanes through the countryside, within 9 km of a town and outside of its streets."""
    towns = [(plane(t[1:3]), max(town_radius(t), 1.5)) for t in base.TOWNS]

    def wanted(p):
        distances = [dist(p, centre) for centre, _ in towns]
        return min(distances) < 9 and all(d > r - 0.7 for d, (_, r) in zip(distances, towns)) and on_land(p)
    for axis in (0, 1):
        for k in range(-90, 160):
            offset = k * LANE_KM
            line = [turned((t, offset) if axis == 0 else (offset, t), TURN) for t in (-180, 280)]
            for part in inside_parts(line, wanted):
                add("", "unclassified", "", "", part)


def make_lines():
    """(name, class, speed, oneway, may meet others, points in km)."""
    roads = []

    def add(name, kind, speed, oneway, line, bridges=False):
        for piece in [line] if bridges else cut_by_river(line):
            roads.append((name, kind, speed, oneway, piece))
    for name, kind, line in base.ROADS:
        if kind != "motorway":
            add(name, "primary", 70, "", [plane(p) for p in line], bridges=True)
    add(BRIDGE, "secondary", 55, "", [plane(p) for p in ((10.738, 44.589), (10.765, 44.603), (10.80, 44.595), (10.847, 44.5737))], bridges=True)
    main = {frozenset((a, b)) for _, kind, line in base.ROADS if kind != "motorway" for a, b in zip(line, line[1:])}
    for i, j in neighbours():
        a, b = base.TOWNS[i], base.TOWNS[j]
        if frozenset((a[1:3], b[1:3])) not in main:
            add("%s-%s road" % (a[0], b[0]), "secondary", "", "", bent(plane(a[1:3]), plane(b[1:3])))
    motorways = [(name, [plane(p) for p in line]) for name, kind, line in base.ROADS if kind == "motorway"]
    for t in base.TOWNS:                         # a link from each larger town to the motorway near it
        if t[3] < 20:
            continue
        centre, best = plane(t[1:3]), None
        for number, (_, line) in enumerate(motorways):
            for i, (a, b) in enumerate(zip(line, line[1:])):
                share = ((centre[0] - a[0]) * (b[0] - a[0]) + (centre[1] - a[1]) * (b[1] - a[1])) / dist(a, b) ** 2
                share = min(0.95, max(0.05, share))
                foot = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
                if best is None or dist(centre, foot) < best[0]:
                    best = (dist(centre, foot), number, i, foot)
        if best[0] < 9:
            motorways[best[1]][1].insert(best[2] + 1, best[3])
            add("%s motorway link" % t[0], "primary", 60, "", [centre, best[3]])
    for t in base.TOWNS:
        streets(t, add)
    lanes(add)
    return roads, motorways


def make_features():
    roads, motorways = make_lines()
    features = []

    def feature(name, kind, speed, oneway, line):
        features.append(base.feature({"id": "N%d" % (len(features) + 1), "name": name, "kind": kind, "speed": speed or None,
                                      "oneway": oneway, "source": "synthetic"}, "LineString", [list(p) for p in line]))
    # Motorways have their bridges; they meet others at the ends of links alone, and each other where they cross.
    for (name, _), points in zip(motorways, with_junctions([line for _, line in motorways])):
        feature(name, "motorway", 110, "no", [p for k, (p, _) in enumerate(points) if k == 0 or p != points[k - 1][0]])
    for (name, kind, speed, oneway, _), points in zip(roads, with_junctions([r[4] for r in roads])):
        line = trimmed(points) if kind in ("tertiary", "residential", "unclassified") else [
            p for k, (p, _) in enumerate(points) if k == 0 or p != points[k - 1][0]]
        if len(line) > 1:
            feature(name, kind, speed, oneway, line)
    return features


# ---- output ------------------------------------------------------------------------------------------------------

def make_workers():
    """Where workers live, by skill: five quarters of each town, from its population."""
    rows = []
    for t in base.TOWNS:
        for k in range(5):
            turn, far = k * 1.2566, 0.45 * town_radius(t)
            lon, lat = base.moved(t[1], t[2], far * math.cos(turn), far * math.sin(turn))
            if not base.on_land(lon, lat):
                lon, lat = t[1], t[2]
            workers = t[3] * 1000 * 0.45 / 5
            engineers = round(workers * (0.09 if t[3] >= 140 else 0.04))
            technicians = round(workers * 0.16)
            rows.append(["W%03d" % (len(rows) + 1), "%s, quarter %d" % (t[0], k + 1), engineers, technicians,
                         round(workers) - engineers - technicians, "%.4f" % lon, "%.4f" % lat, "synthetic"])
    return rows


def make_provinces():
    """The nine provinces of the base map, which the study area is made of."""
    db = sqlite3.connect("file:%s?mode=ro" % os.path.join(HERE, os.pardir, "basemap.gpkg"), uri=True)
    features = []
    for name, blob in db.execute("SELECT name, geom FROM admin1 WHERE country = 'Italy' ORDER BY name"):
        if name not in base.PROVINCES:
            continue
        polygons = [[[list(p) for p in ring + ring[:1]] for ring in polygon] for polygon in base.read_gpkg_geometry(blob)]
        features.append(base.feature({"id": "E%d" % (len(features) + 1), "name": name, "kind": "province", "source": "Natural Earth admin-1"},
                                     "Polygon" if len(polygons) == 1 else "MultiPolygon", polygons[0] if len(polygons) == 1 else polygons))
    return features


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else HERE
    os.makedirs(folder, exist_ok=True)
    features = make_features()
    base.write(folder, "road_network.geojson", base.collection("road_network", features))
    base.write(folder, "river.geojson", base.collection("river", [base.feature(
        {"id": "V1", "name": "River with one bridge", "kind": "river", "source": "schematic"}, "LineString", [list(p) for p in RIVER])]))
    base.write(folder, "provinces.geojson", base.collection("provinces", make_provinces()))
    base.write(folder, "planned.csv", base.csv_text(
        ["id", "name", "kind", "services", "capacity", "opened", "lon", "lat", "source"],
        [[*row[:6], "%.4f" % row[6], "%.4f" % row[7], "synthetic"] for row in PLANNED]))
    base.write(folder, "workers.csv", base.csv_text(
        ["id", "name", "engineers", "technicians", "other_workers", "lon", "lat", "source"], make_workers()))
    print("%d roads" % len(features))


if __name__ == "__main__":
    main()
