"""compare_optics.py sklearn NAME POINTS OURS MAX_EPS MIN_POINTS EPS XI | r NAME OURS R_ORDER EPS

sklearn: order, reachability, core distances, predecessors, labels at EPS and of xi must be scikit-learn's, which
breaks ties by row as we do. For xi with the correction of predecessors its internal function is given positions
instead of rows: with rows, version 1.2 looks up the wrong predecessor. r: R dbscan breaks ties the other way round, so
its order differs; core distances, the core points at EPS and their partition must be the same. How near its xi
clusters are to ours is printed only.
"""
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore", RuntimeWarning)  # scikit-learn divides by reachability 0


def read(path):
    return np.genfromtxt(path, delimiter=",", names=True)


def same_partition(p, q):
    pairs = np.unique(np.c_[p, q], axis=0)
    return len(pairs) == len(np.unique(p)) == len(np.unique(q)) and np.array_equal(p < 0, q < 0)


def sklearn_faults(points, ours, max_eps, min_points, eps, xi):
    from sklearn.cluster import OPTICS, cluster_optics_dbscan
    from sklearn.cluster._optics import _extract_xi_labels, _xi_cluster

    x = np.loadtxt(points, delimiter=",", skiprows=1)
    model = OPTICS(max_eps=max_eps, min_samples=min_points, algorithm="kd_tree", xi=0.5).fit(x)
    order = model.ordering_
    row = ours["row"].astype(int)
    faults = [] if np.array_equal(row, order) else ["order"]
    with np.errstate(invalid="ignore"):
        for name, theirs in (("reachability", model.reachability_), ("core_distance", model.core_distances_)):
            gap = np.abs(ours[name] - theirs[row])
            if not np.array_equal(np.isinf(ours[name]), np.isinf(theirs[row])) or np.nanmax(gap) > 1e-9:
                faults.append(name)
    if not np.array_equal(ours["predecessor"].astype(int), model.predecessor_[row]):
        faults.append("predecessor")
    cut = cluster_optics_dbscan(reachability=model.reachability_, core_distances=model.core_distances_, ordering=order,
                                eps=eps)
    if not same_partition(ours["cut"].astype(int), cut[row]):
        faults.append("clusters at eps")
    position = np.empty(len(x), int)
    position[order] = np.arange(len(x))
    from_position = np.where(model.predecessor_[order] < 0, -1, position[model.predecessor_[order]])
    same_order = np.append(np.arange(len(x)), -1)  # predecessor -1 finds -1 at the end: no position
    for name, corrected in (("xi", True), ("xi_uncorrected", False)):
        stretches = _xi_cluster(model.reachability_[order], from_position, same_order, xi, min_points, min_points,
                                corrected)
        labels = _extract_xi_labels(np.arange(len(x)), stretches)
        if not same_partition(ours[name].astype(int), labels):
            faults.append(name)
    return faults


def r_faults(ours, theirs, eps):
    by_row = {}
    for who, table in (("ours", ours), ("theirs", theirs)):
        by_row[who] = table[np.argsort(table["row"])]
    a, b = by_row["ours"], by_row["theirs"]
    faults = []
    with np.errstate(invalid="ignore"):
        gap = np.abs(a["core_distance"] - b["core_distance"])
    if not np.array_equal(np.isinf(a["core_distance"]), np.isinf(b["core_distance"])) or np.nanmax(gap) > 1e-9:
        faults.append("core distances")
    core = a["core_distance"] <= eps
    if not same_partition(a["cut"][core].astype(int), b["cut"][core].astype(int)):
        faults.append("clusters at eps")
    from sklearn.metrics import adjusted_rand_score

    near = adjusted_rand_score(a["xi"].astype(int), b["xi"].astype(int))
    return faults, "; xi clusters %d and %d, adjusted Rand index %.2f" % (a["xi"].max() + 1, b["xi"].max() + 1, near)


peer, name = sys.argv[1:3]
note = ""
if peer == "sklearn":
    points, ours_path, max_eps, min_points, eps, xi = sys.argv[3:]
    ours = read(ours_path)
    faults = sklearn_faults(points, ours, float(max_eps), int(min_points), float(eps), float(xi))
else:
    ours_path, theirs_path, eps = sys.argv[3:]
    ours = read(ours_path)
    faults, note = r_faults(ours, read(theirs_path), float(eps))
print("%s optics %s: %s, %d points%s%s" % ("DIFFER" if faults else "agree ", peer, name, len(ours), note,
                                          "".join("; " + f for f in faults)), flush=True)
sys.exit(bool(faults))
