"""reach_table.py FOLDER: runs bench_reach, bench_travel_costs and peer_reach.py in the present folder and prints the speed
table of catchments along roads. See reach.sh. Exit status 1 when programs disagree."""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
LIMIT_MS = 15 * 60 * 1000
# pandana 0.7's count at every node of Luxembourg (76,595 nodes), 15 minutes: CPU seconds, measured once.
PANDANA_CPU_S = 171


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit("%s: %s" % (command[0], done.stderr.strip() or done.stdout.strip()))
    return done.stdout


def values(text):
    return {name: float(value) for name, value in (line.split() for line in text.splitlines())}


def sizes(text):
    """Figures of bench_travel_costs by number of nodes."""
    found = {}
    for nodes, part in re.findall(r"^(\d+) nodes(.*?)(?=^\d+ nodes|\Z)", text, re.S | re.M):
        one, two, gain, peak = re.search(r"hierarchy: ([\d.]+) s, with 2 threads ([\d.]+) s \(([\d.]+) x.*?peak (\d+) MB",
                                         part, re.S).groups()
        pair, pair2, gain2, peak2 = re.search(r"([\d.]+) ns a pair, with 2 threads ([\d.]+) \(([\d.]+) x.*?peak (\d+) MB",
                                              part, re.S).groups()
        found[int(nodes)] = dict(build=float(one), build_mb=float(peak), pair=float(pair), gain=float(gain2),
                                 pair_mb=float(peak2), build_gain=float(gain), build2=float(two), pair2=float(pair2))
    return found


def main():
    programs = sys.argv[1]
    rows = []

    def row(what, value, aim, met):
        rows.append((what, value, aim, "yes" if met else "no"))

    ours = values(run([programs + "/bench_reach", "77000", "100", "15", "30", "edges.csv"]))
    peers = {name: values(run(["/usr/bin/python3", HERE + "/peer_reach.py", name, "edges.csv", str(LIMIT_MS)]))
             for name in ("scipy", "pgrouting")}
    # Once more after the others: machines drift.
    again = values(run([programs + "/bench_reach", "77000", "100", "15", "30"]))
    reach = (ours["reach_s"] + again["reach_s"]) / 2
    for name, peer in peers.items():
        if peer["reached"] != ours["reached"]:
            sys.exit("%s reaches %d nodes, agglo %d" % (name, peer["reached"], ours["reached"]))
    per_node = reach * 1e9 / ours["reached"]
    times = {name: peer["cpu_seconds"] / reach for name, peer in peers.items()}
    row("100 sites x 15 min, %d nodes, %d arcs" % (ours["nodes"], ours["arcs"]), "%.3f s" % reach, "", True)
    row("  against pgRouting pgr_drivingDistance (%.2f s)" % peers["pgrouting"]["cpu_seconds"],
        "%.0fx" % times["pgrouting"], "50x", times["pgrouting"] >= 50)
    row("  against SciPy dijkstra with limit (%.2f s)" % peers["scipy"]["cpu_seconds"], "%.0fx" % times["scipy"], "20x",
        times["scipy"] >= 20)
    row("  a node reached", "%.1f ns" % per_node, "40 ns", per_node <= 40)
    area = (ours["area_ms"] + again["area_ms"]) / 2
    row("areas with search and check, a site", "%.1f ms" % area, "5 ms", area <= 5)
    row("  the first time, with what is kept for later", "%.1f ms" % ((ours["area_ms_first"] + again["area_ms_first"]) / 2), "", True)
    row("  falsely inside", "%.2f %%" % ours["falsely_inside_percent"], "1 %", ours["falsely_inside_percent"] <= 1)
    row("  missed", "%.2f %%" % ours["missed_percent"], "0.5 %", ours["missed_percent"] <= 0.5)
    costs = sizes(run([programs + "/bench_travel_costs"]))
    for nodes, aim in ((77000, 4), (1000000, 8)):
        of = costs[nodes]
        row("1000 sites x 100k firms, %d nodes, a pair" % nodes, "%.2f ns" % of["pair"], "%d ns" % aim, of["pair"] <= aim)
        row("  2 threads", "%.2f ns, %.2fx" % (of["pair2"], of["gain"]), "1.8x", of["gain"] >= 1.8)
        row("  memory over the hierarchy", "%.0f MB" % of["pair_mb"], "300 MB", of["pair_mb"] <= 300)
    of = costs[1000000]
    row("contraction hierarchy, 1M nodes", "%.1f s" % of["build"], "14 s", of["build"] <= 14)
    row("  2 threads", "%.1f s, %.2fx" % (of["build2"], of["build_gain"]), "", True)
    row("  memory over the graph", "%.0f MB" % of["build_mb"], "450 MB", of["build_mb"] <= 450)
    counts = (ours["counts_cpu_s"] + again["counts_cpu_s"]) / 2
    row("firms within 15 min of every node, hierarchy included", "%.1f CPU s" % counts, "", True)
    row("  against pandana (%d CPU s)" % PANDANA_CPU_S, "%.0fx" % (PANDANA_CPU_S / counts), "20x", PANDANA_CPU_S / counts >= 20)
    widths = [max(len(r[c]) for r in rows) for c in range(4)]
    print("| %s | %s | %s | %s |" % tuple(t.ljust(w) for t, w in zip(("What", "Measured", "Aim", "Met"), widths)))
    print("|%s|" % "|".join("-" * (w + 2) for w in widths))
    for r in rows:
        met = r[3] if r[2] else ""
        print("| %s | %s | %s | %s |" % tuple(t.ljust(w) for t, w in zip((r[0], r[1], r[2], met), widths)))


if __name__ == "__main__":
    main()
