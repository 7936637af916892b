"""peer_times.py POINTS.f64 EPS_M MIN_POINTS THREADS: scikit-learn's DBSCAN, one line of JSON as bench_cluster prints it."""
import json
import resource
import sys
import time

import numpy as np
from sklearn.cluster import DBSCAN

path, eps, min_points, threads = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
points = np.fromfile(path, "<f8").reshape(-1, 2)
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")


def cpu_seconds():
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])


wall, cpu = time.perf_counter(), cpu_seconds()
labels = DBSCAN(eps=eps, min_samples=min_points, n_jobs=threads).fit_predict(points)
wall, cpu = time.perf_counter() - wall, cpu_seconds() - cpu
with open("/proc/self/status") as file:
    peak = next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
print(json.dumps({"n": len(points), "seconds": wall, "cpu_seconds": cpu, "peak_mb": peak / 1024,
                  "found": len(np.unique(labels[labels >= 0]))}))
