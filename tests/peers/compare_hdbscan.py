"""compare_hdbscan.py definition K POINTS OURS TOTAL | r K POINTS OURS R_LABELS      (min size = min points = K)

definition: the tree's total length against SciPy's minimum spanning tree of the full mutual-reachability matrix, to
1e-9; labels against the hierarchy worked out from that tree here. r: labels against R dbscan's hdbscan; equal for
K = 2, where distances do not tie. For larger K the edges of a point to all within its core distance tie, and R joins
them one by one in an order of its own: then ours must be as near to R as two runs that do so in opposite orders are
to each other (adjusted Rand index, less 0.02).
"""
import sys

import numpy as np

ZERO = 1e-5  # below the least distance of points in 1/64 m


def scipy_tree(x, k):
    from scipy.sparse.csgraph import minimum_spanning_tree
    from scipy.spatial.distance import cdist

    m = cdist(x, x)
    core = np.partition(m, k - 1, axis=1)[:, k - 1]
    m = np.maximum(m, np.maximum(core[:, None], core[None, :]))
    m[m == 0] = ZERO  # SciPy takes values near 0 for no edge
    t = minimum_spanning_tree(m).tocoo()
    length = np.where(t.data == ZERO, 0.0, t.data)
    order = np.argsort(length, kind="stable")
    return core, length[order], t.row[order], t.col[order]


def labels_from_tree(core, length, a, b, k, at_once=True):
    """Excess of mass over a hierarchy in which everything of one distance joins at once, or edge by edge."""
    n = len(core)
    up, top = list(range(n)), list(range(n))  # node of each root; nodes 0..n-1 are points

    def root(i):
        while up[i] != i:
            up[i] = up[up[i]]
            i = up[i]
        return i

    size, height, children = [1] * n, list(core), [[] for _ in range(n)]
    e = 0
    while e < len(length):
        f = e
        while f < len(length) and length[f] == length[e] and (at_once or f == e):
            f += 1
        nodes = {top[root(i)]: i for g in range(e, f) for i in (a[g], b[g])}
        for g in range(e, f):
            up[root(a[g])] = root(b[g])
        fresh = {}
        for node, member in nodes.items():
            r = root(member)
            if r not in fresh:
                fresh[r] = len(size)
                size.append(0)
                height.append(length[e])
                children.append([])
            children[fresh[r]].append(node)
            size[fresh[r]] += size[node]
        for r, node in fresh.items():
            top[r] = node
        e = f
    positive = [h for h in height if h > 0]
    density = [1 / max(h, min(positive)) for h in height]

    parent, birth, stability, owner = [-1], [0.0], [0.0], np.zeros(n, int)

    def members(node):
        stack, found = [node], []
        while stack:
            v = stack.pop()
            found.append(v) if v < n else stack.extend(children[v])
        return found

    work = [(len(size) - 1, 0)]
    while work:
        node, c = work.pop()
        large = [v for v in children[node] if size[v] >= k]
        for v in children[node]:
            if len(large) == 1 and size[v] >= k:
                work.append((v, c))
                continue
            stability[c] += size[v] * (density[node] - birth[c])
            if size[v] >= k:
                parent.append(c)
                birth.append(density[node])
                stability.append(0.0)
                work.append((v, len(parent) - 1))
            else:
                owner[members(v)] = c
    best, inner = list(stability), [0.0] * len(parent)
    chosen = [False] * len(parent)
    for c in range(len(parent) - 1, 0, -1):
        chosen[c] = not inner[c] > stability[c]
        best[c] = max(inner[c], stability[c])
        inner[parent[c]] += best[c]
    label = np.full(len(parent), -1)
    for c in range(1, len(parent)):
        label[c] = label[parent[c]] if label[parent[c]] >= 0 else c if chosen[c] else -1
    return label[owner]


def same_partition(p, q):
    pairs = np.unique(np.c_[p, q], axis=0)
    return np.array_equal(p < 0, q < 0) and len(pairs) == len(np.unique(p)) == len(np.unique(q))


mode, k = sys.argv[1], int(sys.argv[2])
x = np.loadtxt(sys.argv[3], delimiter=",", skiprows=1)
ours = np.loadtxt(sys.argv[4], delimiter=",", skiprows=1, usecols=0, dtype=int)
clusters = len(np.unique(ours[ours >= 0]))
if mode == "definition":
    core, length, a, b = scipy_tree(x, k)
    total = float(sys.argv[5])
    error = abs(total - length.sum()) / length.sum()
    same = same_partition(ours, labels_from_tree(core, length, a, b, k))
    good = error < 1e-9 and same
    text = "scipy: tree %.6f m (relative difference %.1e), labels %s" % (total, error, "equal" if same else "differ")
else:
    from sklearn.metrics import adjusted_rand_score

    theirs = np.loadtxt(sys.argv[5], delimiter=",", skiprows=1, usecols=0, dtype=int)
    same, rand = same_partition(ours, theirs), adjusted_rand_score(ours, theirs)
    good = same
    text = "r: labels %s, adjusted Rand index %.4f" % ("equal" if same else "differ", rand)
    if not same and k != 2:
        core, length, a, b = scipy_tree(x, k)
        back = np.lexsort((-np.arange(len(length)), length))  # the same edges, ties the other way round
        one_by_one = [labels_from_tree(core, length[o], a[o], b[o], k, False) for o in (np.arange(len(length)), back)]
        own_spread = adjusted_rand_score(*one_by_one)
        good = rand >= own_spread - 0.02
        text += " (two orders of tied edges joined one by one: %.4f)" % own_spread
print("%s hdbscan %s; minPts %d, %d points, %d clusters" % ("agree " if good else "DIFFER", text, k, len(x), clusters),
      flush=True)
sys.exit(not good)
