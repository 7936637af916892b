#!/usr/bin/env python3
"""Simplify polygon layers of a GeoPackage without opening gaps between neighbours.

Used by make_basemap.sh.  Plain Douglas-Peucker works on one polygon at a time
and leaves slivers and overlaps along shared borders.  Here every ring of every
layer named is first cut into arcs at the points where borders meet; each arc
is simplified once, in a direction that does not depend on the polygon it
belongs to, and the rings are put together again.  All layers given go through
one arc graph, so a country outline stays on the outline of its provinces.

    simplify_coverage.py IN.gpkg TOLERANCE_DEGREES MIN_RING_DEGREES layer=out.geojsonl ...

An arc longer than one degree is simplified harder in proportion, up to four
times: long borders belong to large provinces, which are drawn small.
Arcs wholly beyond 60 degrees north or south (few firms, very many islands) are
simplified eight times as hard, and islets there are dropped at eight times the
size, which saves a third of the file.

Only the Python standard library is used.  Same input, same bytes.
"""
import json
import sqlite3
import struct
import sys


def read_wkb(buf, pos):
    """One Polygon or MultiPolygon -> list of polygons (lists of rings)."""
    order = "<" if buf[pos] == 1 else ">"
    kind = struct.unpack_from(order + "I", buf, pos + 1)[0]
    pos += 5
    if kind == 6:
        count = struct.unpack_from(order + "I", buf, pos)[0]
        pos += 4
        polygons = []
        for _ in range(count):
            part, pos = read_wkb(buf, pos)
            polygons += part
        return polygons, pos
    if kind != 3:
        raise SystemExit("unexpected geometry type %d" % kind)
    rings = []
    count = struct.unpack_from(order + "I", buf, pos)[0]
    pos += 4
    for _ in range(count):
        n = struct.unpack_from(order + "I", buf, pos)[0]
        pos += 4
        flat = struct.unpack_from(order + "%dd" % (2 * n), buf, pos)
        pos += 16 * n
        ring = []
        for i in range(0, 2 * n, 2):
            p = (flat[i] + 0.0, flat[i + 1] + 0.0)
            if not ring or ring[-1] != p:
                ring.append(p)
        if len(ring) > 1 and ring[0] == ring[-1]:
            ring.pop()
        if len(ring) >= 3:
            rings.append(ring)
    return ([rings] if rings else []), pos


def read_gpkg_geometry(blob):
    if blob[:2] != b"GP":
        raise SystemExit("not a GeoPackage geometry")
    envelope = (blob[3] >> 1) & 7
    return read_wkb(blob, 8 + (0, 32, 48, 48, 64)[envelope])[0]


FAR = 60.0          # degrees of latitude beyond which detail is spared
FAR_FACTOR = 8.0
LONG_FACTOR = 4.0   # an arc of n degrees is simplified n times as hard, up to this


def far(points):
    return min(abs(p[1]) for p in points) > FAR


def strength(points):
    """How hard to simplify: harder for long arcs, hardest in the far north and south."""
    xs = [p[0] for p in points]
    ys = [p[1] for p in points]
    extent = max(max(xs) - min(xs), max(ys) - min(ys))
    return max(min(max(extent, 1.0), LONG_FACTOR), FAR_FACTOR if far(points) else 1.0)


def douglas_peucker(points, tolerance):
    keep = bytearray(len(points))
    keep[0] = keep[-1] = 1
    stack = [(0, len(points) - 1)]
    limit = tolerance * tolerance
    while stack:
        a, b = stack.pop()
        if b - a < 2:
            continue
        ax, ay = points[a]
        dx, dy = points[b][0] - ax, points[b][1] - ay
        length = dx * dx + dy * dy
        worst, at = -1.0, -1
        for i in range(a + 1, b):
            px, py = points[i][0] - ax, points[i][1] - ay
            if length > 0.0:
                t = (px * dx + py * dy) / length
                t = 0.0 if t < 0.0 else 1.0 if t > 1.0 else t
                px -= t * dx
                py -= t * dy
            d = px * px + py * py
            if d > worst:
                worst, at = d, i
        if worst > limit:
            keep[at] = 1
            stack.append((a, at))
            stack.append((at, b))
    return [p for p, k in zip(points, keep) if k]


class Simplifier:
    def __init__(self, tolerance):
        self.tolerance = tolerance
        self.neighbours = {}
        self.cache = {}

    def learn(self, ring):
        for i, p in enumerate(ring):
            s = self.neighbours.setdefault(p, set())
            if len(s) < 3:
                s.add(ring[i - 1])
                s.add(ring[(i + 1) % len(ring)])

    def arc(self, points):
        """Simplify one open arc, the same way from either side."""
        forward = points[0] < points[-1] or (points[0] == points[-1] and points[1] <= points[-2])
        line = tuple(points if forward else points[::-1])
        done = self.cache.get(line)
        if done is None:
            done = douglas_peucker(line, self.tolerance * strength(line))
            self.cache[line] = done
        return done if forward else done[::-1]

    def ring(self, ring):
        nodes = [i for i, p in enumerate(ring) if len(self.neighbours[p]) != 2]
        if not nodes:
            # An island: cut it at two far-apart points that do not depend on
            # where the ring happens to start.
            first = min(range(len(ring)), key=lambda i: ring[i])
            last = max(range(len(ring)), key=lambda i: ring[i])
            nodes = sorted({first, last})
        out = []
        for k, start in enumerate(nodes):
            end = nodes[(k + 1) % len(nodes)]
            stretch = ring[start:end + 1] if end > start else ring[start:] + ring[:end + 1]
            out += self.arc(stretch)[:-1]
        return out


def main():
    if len(sys.argv) < 5:
        raise SystemExit(__doc__)
    source, tolerance, minimum = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
    layers = [a.split("=", 1) for a in sys.argv[4:]]
    db = sqlite3.connect("file:%s?mode=ro" % source, uri=True)
    db.row_factory = sqlite3.Row
    simplifier = Simplifier(tolerance)
    data = {}
    for layer, _ in layers:
        rows = data[layer] = []
        for row in db.execute('SELECT * FROM "%s" ORDER BY fid' % layer):
            if row["geom"] is None:
                continue
            polygons = read_gpkg_geometry(row["geom"])
            for polygon in polygons:
                for ring in polygon:
                    simplifier.learn(ring)
            rows.append(({k: row[k] for k in row.keys() if k not in ("fid", "geom")}, polygons))
    for layer, out_name in layers:
        before = after = 0
        with open(out_name, "w", encoding="utf-8", newline="\n") as out:
            for attributes, polygons in data[layer]:
                kept = []
                sizes = []
                for polygon in polygons:
                    rings = []
                    for number, ring in enumerate(polygon):
                        before += len(ring)
                        new = simplifier.ring(ring)
                        shared = any(len(simplifier.neighbours[p]) > 2 for p in ring)
                        xs = [p[0] for p in ring]
                        ys = [p[1] for p in ring]
                        size = max(max(xs) - min(xs), max(ys) - min(ys))
                        if number == 0:
                            sizes.append(size)
                        if len(new) < 3:
                            new = ring
                        if not shared and size < minimum * (FAR_FACTOR if far(ring) else 1.0):
                            if number == 0:
                                break        # an islet too small to see: drop it
                            continue
                        rings.append(new)
                    kept.append(rings)
                if not any(kept):            # keep the largest part of an all-tiny feature
                    largest = sizes.index(max(sizes))
                    kept = [polygons[largest]]
                coordinates = []
                for rings in kept:
                    if rings:
                        after += sum(len(r) for r in rings)
                        coordinates.append([[list(p) for p in r + r[:1]] for r in rings])
                json.dump({"type": "Feature", "properties": attributes,
                           "geometry": {"type": "MultiPolygon", "coordinates": coordinates}},
                          out, ensure_ascii=False, separators=(",", ":"))
                out.write("\n")
        print("%s: %d features, %d -> %d points" % (layer, len(data[layer]), before, after))


if __name__ == "__main__":
    main()
