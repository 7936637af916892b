"""compare_reach.py NAME scipy|pgrouting ARCS.csv REACH.csv

From each start and for each direction and limit: as many nodes reached, and the same sum of their costs. Costs are whole
numbers, so both are exact.
"""
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench"))
import peer_postgis
import road_arcs

LOAD = r"""
create extension postgis;
create extension pgrouting;
create unlogged table arcs(id serial, source int, target int, cost float8, reverse_cost float8);
\copy arcs(source, target, cost, reverse_cost) from '{csv}' with (format csv, header true)
analyze arcs;
"""
# The start is in a column from_v before pgRouting 3.6, in start_vid after.
RUN = """
select coalesce(row ->> 'from_v', row ->> 'start_vid'), count(*), sum((row ->> 'agg_cost')::float8)::bigint from (
  select to_jsonb(found) as row from pgr_drivingDistance('select id, source, target, {costs} from arcs', array[{starts}],
    {limit}, directed := true) as found) as rows group by 1;
"""


def scipy_answers(arcs, queries):
    from scipy.sparse.csgraph import dijkstra

    out = road_arcs.graph_from(arcs)
    graphs = {"from": out, "to": out.T.tocsr()}
    for (direction, limit), starts in queries.items():
        found = dijkstra(graphs[direction], indices=starts, limit=limit)
        reached = np.isfinite(found)
        for start, row, mask in zip(starts, found, reached):
            yield (direction, limit, start), (int(mask.sum()), int(row[mask].sum()))


def pgrouting_answers(arcs, queries):
    columns = {"from": "cost, reverse_cost", "to": "reverse_cost as cost, cost as reverse_cost"}
    with peer_postgis.Server() as server:
        server.make("roads", LOAD, arcs)
        for (direction, limit), starts in queries.items():
            script = RUN.format(costs=columns[direction], limit=limit, starts=",".join(map(str, starts)))
            for line in server.lines("roads", script):
                start, reached, total = (int(word) for word in line.split("|"))
                yield (direction, limit, start), (reached, total)


def main():
    name, peer, arcs, reach = sys.argv[1:]
    ours, queries = {}, {}
    with open(reach) as file:
        for line in file.read().split()[1:]:
            direction, limit, node, reached, total = line.split(",")
            ours[direction, int(limit), int(node)] = int(reached), int(total)
            queries.setdefault((direction, int(limit)), set()).add(int(node))
    queries = {key: sorted(starts) for key, starts in queries.items()}
    theirs = dict({"scipy": scipy_answers, "pgrouting": pgrouting_answers}[peer](arcs, queries))
    wrong = [key for key in ours if ours[key] != theirs.get(key)]
    print("%s reach %s: %s, %d searches, %d nodes reached %s" % (
        "DIFFER" if wrong else "agree ", peer, name, len(ours), sum(reached for reached, _ in ours.values()),
        "; ".join("%s: ours %s, theirs %s" % (key, ours[key], theirs.get(key)) for key in wrong[:3])), flush=True)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
