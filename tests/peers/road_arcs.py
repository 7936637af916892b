"""Arcs that road_searches wrote, as a sparse matrix for SciPy."""
import numpy as np
from scipy.sparse import csr_matrix


def graph_from(arcs):
    """Costs from row to column. Of arcs side by side the cheapest: a sparse matrix would add them up."""
    rows = np.loadtxt(arcs, delimiter=",", skiprows=1, dtype=np.int64)
    forward, backward = rows[rows[:, 2] >= 0], rows[rows[:, 3] >= 0]
    tail = np.concatenate([forward[:, 0], backward[:, 1]])
    head = np.concatenate([forward[:, 1], backward[:, 0]])
    cost = np.concatenate([forward[:, 2], backward[:, 3]])
    order = np.lexsort((cost, head, tail))
    tail, head, cost = tail[order], head[order], cost[order]
    first = np.ones(len(tail), bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    nodes = int(rows[:, :2].max()) + 1
    return csr_matrix((cost[first].astype(float), (tail[first], head[first])), shape=(nodes, nodes))
