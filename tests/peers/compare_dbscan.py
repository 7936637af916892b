"""compare_dbscan.py NAME PEER POINTS EPS MIN_POINTS OURS PEER_LABELS

Same core points, same partition of them, same noise; a border point of either lies with a cluster that has a core
point within EPS, ours with that of the nearest. Which adjacent cluster the peer took is its own choice.
"""
import sys

import numpy as np
from scipy.spatial import cKDTree

name, peer, points, eps, min_points, ours_path, peer_path = sys.argv[1:]
eps = float(eps)
x = np.loadtxt(points, delimiter=",", skiprows=1)
table = np.loadtxt(ours_path, delimiter=",", skiprows=1, usecols=(0, 1), dtype=str)
ours, role = table[:, 0].astype(int), table[:, 1]
theirs, their_core = np.loadtxt(peer_path, delimiter=",", skiprows=1, dtype=int).T
core = role == "core"
faults = []
if not np.array_equal(core, their_core == 1):
    faults.append("%d core points differ" % (core != (their_core == 1)).sum())
if not np.array_equal(ours < 0, theirs < 0) or not np.array_equal(ours < 0, role == "noise"):
    faults.append("noise differs in %d points" % ((ours < 0) != (theirs < 0)).sum())
pairs = np.unique(np.c_[ours[core], theirs[core]], axis=0)
if not len(pairs) == len(np.unique(ours[core])) == len(np.unique(theirs[core])):
    faults.append("core points are divided differently")
border = np.flatnonzero((ours >= 0) & ~core)
if len(border) and core.any():
    tree, core_rows = cKDTree(x[core]), np.flatnonzero(core)
    for i in border:
        near = core_rows[tree.query_ball_point(x[i], eps)]
        d2 = ((x[near] - x[i]) ** 2).sum(axis=1)
        if ours[near[np.lexsort((near, d2))[0]]] != ours[i] or theirs[i] not in theirs[near]:
            faults.append("border point in row %d" % i)
            break
print("%s dbscan %s: %s eps %g minPts %s, %d points, %d clusters, %d core, %d border, %d noise %s" % (
    "DIFFER" if faults else "agree ", peer, name, eps, min_points, len(x), len(np.unique(ours[ours >= 0])),
    core.sum(), len(border), (ours < 0).sum(), "; ".join(faults)), flush=True)
sys.exit(bool(faults))
