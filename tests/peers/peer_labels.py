"""peer_labels.py POINTS OUT EPS MIN_POINTS: scikit-learn's DBSCAN; writes label,core (noise -1)."""
import sys

import numpy as np
from sklearn.cluster import DBSCAN

x = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1)
model = DBSCAN(eps=float(sys.argv[3]), min_samples=int(sys.argv[4])).fit(x)
core = np.zeros(len(x), int)
core[model.core_sample_indices_] = 1
np.savetxt(sys.argv[2], np.c_[model.labels_, core], fmt="%d", delimiter=",", header="label,core", comments="")
