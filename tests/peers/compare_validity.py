"""compare_validity.py NAME POINTS LABELS OURS: our DBCV against one written from the paper with SciPy.

Moulavi, Jaskowiak, Campello, Zimek, Sander 2014, with the conventions of include/agglo/cluster_quality.hpp: points on one
place are one object; edges of equal mutual reachability in the order of distance, then of places by (x, y). OURS holds
"overall" and then one line "validity,sparseness,separation" per cluster.
"""
import sys

import numpy as np
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import cdist


def cluster_parts(points):
    """Inner places, their core distances and the sparseness of one cluster."""
    places, count = np.unique(points, axis=0, return_counts=True)  # by x, then y
    n = len(places)
    if n == 1:
        return places, np.zeros(1), np.nan
    d = cdist(places, places)
    with np.errstate(divide="ignore"):
        inverse = count[None, :] / d**2
    np.fill_diagonal(inverse, 0)
    core = (inverse.sum(axis=1) / (count.sum() - count)) ** -0.5
    reach = np.maximum(d, np.maximum(core[:, None], core[None, :]))
    low, high = np.triu_indices(n, 1)
    order = np.lexsort((high, low, d[low, high], reach[low, high]))
    rank = np.zeros((n, n))
    rank[low[order], high[order]] = np.arange(1, len(order) + 1)
    tree = minimum_spanning_tree(rank).tocoo()
    degree = np.bincount(np.concatenate([tree.row, tree.col]), minlength=n)
    inner = np.flatnonzero(degree > 1)
    length = reach[tree.row, tree.col]
    inside = (degree[tree.row] > 1) & (degree[tree.col] > 1)
    sparseness = length[inside].max() if inside.any() else length.max()
    if len(inner) == 0:
        inner = np.arange(n)
    return places[inner], core[inner], sparseness


def dbcv(points, labels):
    parts = [cluster_parts(points[labels == c]) for c in range(labels.max() + 1)]
    rows = []
    for i, (p, a, within) in enumerate(parts):
        apart = min(np.maximum(cdist(p, q), np.maximum(a[:, None], b[None, :])).min()
                    for j, (q, b, _) in enumerate(parts) if j != i)
        rows.append(((apart - within) / max(apart, within), within, apart))
    rows = np.array(rows)
    size = np.bincount(labels[labels >= 0])
    return np.nansum(rows[:, 0] * size) / len(points), rows


def main():
    name, points, labels, ours = sys.argv[1:]
    x = np.loadtxt(points, delimiter=",", skiprows=1, usecols=(0, 1))
    label = np.loadtxt(labels, delimiter=",", skiprows=1, usecols=0).astype(int)
    with open(ours, encoding="ascii") as file:
        overall = float(file.readline())
        found = np.array([[float(v) for v in line.split(",")] for line in file])
    expected, rows = dbcv(x, label)
    worst = np.nanmax(np.abs(rows - found) / np.maximum(1, np.abs(rows)))
    same = found.shape == rows.shape and (np.isnan(rows) == np.isnan(found)).all()
    same = bool(same and worst < 1e-9 and abs(expected - overall) < 1e-9)
    print(f"{name}: DBCV of {len(rows)} clusters {overall:.6f}, SciPy {expected:.6f}: {'agree' if same else 'DIFFER'}")
    return 0 if same else 1


sys.exit(main())
