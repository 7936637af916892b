"""compare_road_clusters.py NAME larger|smaller ARCS.csv FIRMS.csv EPS MIN_POINTS

scikit-learn's DBSCAN on the matrix of all costs between firms, which SciPy's searches between the ends of their edges make:
the same core firms, divided in the same way, the same noise; a border firm of ours lies with its nearest core firm.
"""
import sys

import numpy as np
import road_arcs
from scipy.sparse.csgraph import dijkstra
from sklearn.cluster import DBSCAN

NEVER = 1e15


def costs_between(arcs, firms):
    """From each firm (row) to each (column), legs included; 0 on one place."""
    edge, start, end = (firms[name].astype(int) for name in ("edge", "from", "to"))
    cost = {name: np.where(firms[name] < 0, NEVER, firms[name])
            for name in ("before_forward", "after_forward", "before_backward", "after_backward")}
    nodes = np.unique(np.concatenate([start, end]))
    between = dijkstra(road_arcs.graph_from(arcs), indices=nodes)[:, nodes]
    between[~np.isfinite(between)] = NEVER
    at_start, at_end = np.searchsorted(nodes, start), np.searchsorted(nodes, end)
    way = np.full((len(edge), len(edge)), NEVER)
    for leave, leaving in ((at_end, cost["after_forward"]), (at_start, cost["after_backward"])):
        for arrive, arriving in ((at_start, cost["before_forward"]), (at_end, cost["before_backward"])):
            way = np.minimum(way, leaving[:, None] + between[np.ix_(leave, arrive)] + arriving[None, :])
    along = firms["along"]
    for a in range(len(edge)):  # without leaving the edge
        for b in np.flatnonzero(edge == edge[a]):
            for name, is_ahead in (("before_forward", along[b] >= along[a]), ("before_backward", along[b] <= along[a])):
                if is_ahead and cost[name][a] < NEVER:
                    way[a, b] = min(way[a, b], cost[name][b] - cost[name][a])
    way += firms["leg"][:, None] + firms["leg"][None, :]
    way[(edge[:, None] == edge) & (along[:, None] == along) & (firms["leg"][:, None] == firms["leg"])] = 0
    return way


def main():
    name, pair, arcs, firms_file, eps, min_points = sys.argv[1:]
    eps, min_points = int(eps), int(min_points)
    table = np.genfromtxt(firms_file, delimiter=",", names=True, dtype=None, encoding="ascii")
    off_road = table["edge"] < 0
    faults = ["a firm without a road is no noise"] if (table["label"][off_road] >= 0).any() else []
    table = table[~off_road]
    ours, core = table["label"], table["role"] == "core"
    way = costs_between(arcs, table)
    cost = np.maximum(way, way.T) if pair == "larger" else np.minimum(way, way.T)
    cost = np.minimum(cost, NEVER)
    peer = DBSCAN(eps=eps, min_samples=min_points, metric="precomputed").fit(cost)
    theirs, their_core = peer.labels_, np.zeros(len(ours), bool)
    their_core[peer.core_sample_indices_] = True
    if not np.array_equal(core, their_core):
        faults.append("%d core firms differ" % (core != their_core).sum())
    if not np.array_equal(ours < 0, theirs < 0) or not np.array_equal(ours < 0, table["role"] == "noise"):
        faults.append("noise differs in %d firms" % ((ours < 0) != (theirs < 0)).sum())
    pairs = np.unique(np.c_[ours[core], theirs[core]], axis=0)
    if not len(pairs) == len(np.unique(ours[core])) == len(np.unique(theirs[core])):
        faults.append("core firms are divided differently")
    border = np.flatnonzero((ours >= 0) & ~core)
    core_rows = np.flatnonzero(core)
    for i in border:
        order = np.lexsort([table[key][core_rows] for key in ("leg", "along", "edge")] + [cost[i, core_rows]])
        near = core_rows[cost[i, core_rows] <= eps]
        if ours[core_rows[order[0]]] != ours[i] or theirs[i] not in theirs[near]:
            faults.append("border firm in row %d" % i)
            break
    one_way = (np.abs(way - way.T) > 0).mean()
    print("%s dbscan_roads sklearn: %s eps %d minPts %d %s, %d firms, %d clusters, %d core, %d border, %d noise, %.0f %% of "
          "pairs differ there and back %s" % (
              "DIFFER" if faults else "agree ", name, eps, min_points, pair, len(ours), len(np.unique(ours[ours >= 0])),
              core.sum(), len(border), (ours < 0).sum(), 100 * one_way, "; ".join(faults)), flush=True)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
