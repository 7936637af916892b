"""compare_hierarchy.py K ROWS TREE R_ROWS R_SCORES: outlier and cluster scores of R dbscan, from our hierarchy.

R lets a point belong to a cluster down to the distance at which it is all by itself; agglo, like the paper and the
Python package, down to that at which its connected set weighs less than min_size. With R's rule in place of ours, the
clusters, their births and their members have to give R's scores. Points that link clusters at equal distances belong
to the one or the other in R: up to 4 % of the points and 1 cluster in 10 may differ.
"""
import sys

import numpy as np

k = int(sys.argv[1])
label, last, alone = np.loadtxt(sys.argv[2], delimiter=",", skiprows=1, unpack=True)
parent, birth, death, chosen = np.loadtxt(sys.argv[3], delimiter=",", skiprows=1, unpack=True, ndmin=2)
r_label, r_glosh = np.loadtxt(sys.argv[4], delimiter=",", skiprows=1, unpack=True)
r_score = dict(np.loadtxt(sys.argv[5], delimiter=",", skiprows=1, ndmin=2))
label, last, parent, chosen = (v.astype(int) for v in (label, last, parent, chosen))

deepest = np.full(len(parent), np.inf)
stability = np.zeros(len(parent))
for at, own in zip(last, alone):
    c = at
    while c >= 0:
        deepest[c] = min(deepest[c], own)
        stability[c] += 1 / (own if c == at else max(own, death[c])) - 1 / birth[c]
        c = parent[c]
glosh = 1 - deepest[last] / alone
differ = np.abs(glosh - r_glosh) > 1e-9
scores, wrong = 0, 0
for c in range(1, len(parent)):
    if chosen[c] < 0:
        continue
    theirs = r_label[label == chosen[c]]
    theirs = theirs[theirs > 0]
    if len(theirs) == 0:
        continue
    name = np.bincount(theirs.astype(int)).argmax()
    scores += 1
    wrong += not abs(stability[c] - r_score[name]) <= 1e-4 * r_score[name]
good = differ.mean() <= 0.04 and scores > 3 and wrong * 10 <= scores
shuffled = np.abs(np.random.default_rng(1).permutation(glosh) - r_glosh) > 1e-9
good = good and shuffled.mean() > 0.5  # the comparison tells wrong scores
print("%s hierarchy r; minPts %d, %d points: %d outlier scores and %d of %d cluster scores differ"
      % ("agree " if good else "DIFFER", k, len(label), differ.sum(), wrong, scores), flush=True)
sys.exit(not good)
