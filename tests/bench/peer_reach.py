"""peer_reach.py scipy|pgrouting EDGES.csv LIMIT_MS: other programs do the searches that bench_reach does, on the
edges and starts that it wrote. Prints lines "name value": seconds of the searches alone (wall and processor), nodes
reached."""
import sys
import time

import peer_postgis

LOAD = r"""
create extension postgis;
create extension pgrouting;
create unlogged table arcs(id serial, source int, target int, cost float8, reverse_cost float8);
\copy arcs(source, target, cost, reverse_cost) from '{csv}' with (format csv, header true)
analyze arcs;
"""
RUN = r"""
select pg_backend_pid() as pid \gset
\setenv BACKEND :pid
select count(*) from arcs;
\! awk '{{print "ticks", $14 + $15}}' /proc/$BACKEND/stat
select extract(epoch from clock_timestamp()) as start \gset
select 'reached', count(*) from pgr_drivingDistance('select id, source, target, cost, reverse_cost from arcs',
  array[{starts}], {limit}, directed := true);
select 'seconds', extract(epoch from clock_timestamp()) - :start;
\! awk '{{print "ticks", $14 + $15}}' /proc/$BACKEND/stat
"""


def read(csv):
    with open(csv + ".starts") as file:
        return [int(line) for line in file]


def scipy_reach(csv, limit):
    import numpy
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    rows = numpy.loadtxt(csv, delimiter=",", skiprows=1, dtype=numpy.int64)
    forward, backward = rows[rows[:, 2] >= 0], rows[rows[:, 3] >= 0]
    tail = numpy.concatenate([forward[:, 0], backward[:, 1]])
    head = numpy.concatenate([forward[:, 1], backward[:, 0]])
    cost = numpy.concatenate([forward[:, 2], backward[:, 3]])
    # Of arcs side by side the cheapest: a sparse matrix would add them up.
    order = numpy.lexsort((cost, head, tail))
    tail, head, cost = tail[order], head[order], cost[order]
    first = numpy.ones(len(tail), bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    nodes = int(max(tail.max(), head.max())) + 1
    graph = csr_matrix((cost[first].astype(float), (tail[first], head[first])), shape=(nodes, nodes))
    starts = read(csv)
    wall, cpu = time.perf_counter(), time.process_time()
    found = dijkstra(graph, indices=starts, limit=limit)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return wall, cpu, int(numpy.isfinite(found).sum())


def pgrouting_reach(csv, limit):
    with peer_postgis.Server() as server:
        return server.reach(csv, limit, read(csv), LOAD, RUN)


def main():
    program, csv, limit = sys.argv[1], sys.argv[2], int(sys.argv[3])
    wall, cpu, reached = {"scipy": scipy_reach, "pgrouting": pgrouting_reach}[program](csv, limit)
    print("seconds", wall)
    print("cpu_seconds", cpu)
    print("reached", reached)


if __name__ == "__main__":
    main()
