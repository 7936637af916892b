"""The rows of the benchmark: what is measured, how often, and what the aim is."""
from typing import NamedTuple, Optional

AIMS_YARDSTICK_S = 39  # R dbscan on 1M points, where the aims were set


class Row(NamedTuple):
    program: str
    task: str
    points: str  # name of the point file
    threads: int
    runs: int
    seconds: Optional[float] = None  # aim, on the machine of AIMS_YARDSTICK_S
    peak_mb: Optional[float] = None
    full: bool = False  # only in the full benchmark


class Ratio(NamedTuple):
    """Seconds of one row over those of another: an aim that holds on any machine."""
    what: str
    row: tuple  # program, task, points, threads
    over: tuple
    at_least: Optional[float] = None
    at_most: Optional[float] = None


R, SKLEARN, POSTGIS, OURS, SORT = "R dbscan", "scikit-learn", "PostGIS", "agglo", "radix sort"

ROWS = [Row(SORT, "radix-sort", points, threads, 3, full=points in ("10M", "100M"))
        for points in ("100k", "1M", "10M", "100M") for threads in (1, 2)]
ROWS += [
    Row(OURS, "dbscan", "100k", 1, 5),
    Row(OURS, "dbscan", "100k", 2, 5),
    Row(OURS, "dbscan", "1M", 1, 5),
    Row(OURS, "dbscan", "1M", 2, 5, 0.09),
    Row(OURS, "dbscan", "10M", 1, 5, full=True),
    Row(OURS, "dbscan", "10M", 2, 5, 0.5, 380, full=True),
    Row(OURS, "dbscan", "100M", 1, 3, full=True),
    Row(OURS, "dbscan", "100M", 2, 3, 4, 4500, full=True),
    Row(OURS, "dbscan-globe", "1M", 2, 5),
    Row(OURS, "dbscan-globe", "10M", 2, 5, full=True),
    Row(OURS, "dbscan-each-sector", "1M", 2, 5),
    Row(OURS, "dbscan-each-sector", "10M", 2, 5, full=True),
    Row(OURS, "hdbscan", "1M", 1, 3),
    Row(OURS, "hdbscan", "1M", 2, 3, 0.9),
    Row(OURS, "hdbscan", "10M", 1, 2, full=True),
    Row(OURS, "hdbscan", "10M", 2, 2, 9.4, 940, full=True),
    Row(OURS, "optics", "100k", 1, 3),
    Row(OURS, "optics", "1M", 1, 3),
    Row(OURS, "optics", "1M", 2, 3, 9),
    Row(OURS, "st-dbscan", "1M", 1, 3),
    Row(OURS, "st-dbscan", "1M", 2, 5, 0.5),
    Row(OURS, "st-dbscan", "10M", 2, 1, full=True),
    Row(OURS, "boundaries-concave", "1M", 2, 3, 2),
    Row(OURS, "boundaries-convex", "1M", 2, 3, 2),
    Row(OURS, "boundaries-buffer", "1M", 2, 3, 2),
    Row(OURS, "boundaries-alpha", "1M", 2, 3, 2),
    Row(OURS, "boundaries-density", "1M", 2, 3, 2),
    Row(OURS, "check-dbscan", "1M", 2, 1),
    Row(OURS, "check-dbscan", "10M", 2, 1, full=True),
    Row(R, "dbscan", "100k", 1, 3),
    Row(R, "dbscan", "1M", 1, 1),
    Row(R, "optics", "100k", 1, 1),
    Row(R, "optics", "1M", 1, 3, full=True),
    Row(SKLEARN, "dbscan", "100k", 1, 3),
    Row(SKLEARN, "dbscan", "100k", 2, 3),
    Row(SKLEARN, "dbscan", "1M", 1, 1, full=True),
    Row(POSTGIS, "dbscan", "100k", 1, 3),
    Row(POSTGIS, "dbscan", "1M", 1, 1, full=True),
]

RATIOS = [Ratio("1 to 2 threads, %s %s" % (task, points), (OURS, task, points, 1), (OURS, task, points, 2), at_least=1.8)
          for task, points in (("dbscan", "1M"), ("dbscan", "10M"), ("dbscan", "100M"), ("hdbscan", "1M"), ("hdbscan", "10M"))]
RATIOS += [Ratio("on the globe over in the plane, %s" % points, (OURS, "dbscan-globe", points, 2), (OURS, "dbscan", points, 2),
                 at_most=2) for points in ("1M", "10M")]
RATIOS += [Ratio("100 sectors over one go, %s" % points, (OURS, "dbscan-each-sector", points, 2), (OURS, "dbscan", points, 2),
                 at_most=2) for points in ("1M", "10M")]
RATIOS += [Ratio("ten times the points, dbscan %s" % more, (OURS, "dbscan", more, 2), (OURS, "dbscan", fewer, 2))
           for fewer, more in (("1M", "10M"), ("10M", "100M"))]
