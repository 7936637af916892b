"""viewer_table.py BIN quick|full: measures the viewer and QGIS in turns in the present folder, where the data lie, writes
every figure to ../viewer.json and prints the table. See ../viewer.sh."""
import json
import os
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROUNDS = 3
WINDOW = "1600x900"
POLYGONS = ("2000x40", "20000x60", "200x3000")
FILTER_AIM_MS = {"1M": 33, "10M": 66, "100M": 250}


class Display:
    """A fresh Xvfb: one whose client was killed is not to be trusted."""

    def __enter__(self):
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", WINDOW + "x24", "-nolisten", "tcp"],
                                       pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            return ":" + pipe.readline().strip()

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()


def run(command):
    """The JSON lines that a program prints. A home of its own: no settings of the user's, none left behind."""
    with Display() as display, tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ, DISPLAY=display, LIBGL_ALWAYS_SOFTWARE="1", HOME=home, XDG_CONFIG_HOME=home,
                           XDG_STATE_HOME=home, XDG_DATA_HOME=home, XDG_RUNTIME_DIR=home)
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        sys.exit("%s\n%s" % (" ".join(command), done.stderr))
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith(("{", "["))]


def qgis(task, file, layer, rounds):
    return run(["/usr/bin/python3", HERE + "/peer_qgis.py", task, file, layer, str(rounds)])[0]


def at_95(values):
    ordered = sorted(values)
    return ordered[round(0.95 * (len(ordered) - 1))]


def of_points(bench, name, found):
    lines = {line["what"]: line for line in run([bench + "/bench_viewer", "points", name + ".f64"])}
    for what in ("filter change", "points: pan", "points: zoom", "panels over an unchanged map"):
        found.setdefault("%s %s" % (name, what), []).append(lines[what]["p95_ms"])


def of_brush(bench, name, found):
    lines = {line["what"]: line for line in run([bench + "/bench_viewer", "brush", name + ".f64"])}
    assert lines["brushed"]["charts"] == 3, lines
    found.setdefault(name + " brush", []).append(lines["brush with charts"]["p95_ms"])
    found.setdefault(name + " peak MB", []).append(lines["peak memory"]["mb"])



def of_project(bench, file, found, rounds):
    lines = {line["what"]: line for line in run([bench + "/bench_project", file, str(rounds)])}
    found.setdefault(file + " open", []).append(lines["open"]["ms"])
    found.setdefault(file + " all read", []).append(lines["all read"]["ms"])
    found.setdefault(file + " redraw", []).extend(lines["redraw"]["ms"])


def measure(bench, size):
    """name -> every figure, in rounds, so that a machine that slows down does so for every program."""
    found = {}
    for number in range(ROUNDS):
        print("round %d of %d" % (number + 1, ROUNDS), file=sys.stderr)
        of_points(bench, "1M", found)
        of_brush(bench, "1M", found)
        of_project(bench, "firms.gpkg", found, 20)
        found.setdefault("running open", []).append(run([bench + "/bench_project", "firms.gpkg", "running"])[0]["ms"])
        found.setdefault("qgis open", []).extend(qgis("open", "firms.gpkg", "establishments", 1))
        found.setdefault("qgis firms", []).extend(qgis("draw", "firms.gpkg", "establishments", 1))
        if number == 0:
            found.setdefault("qgis memory", []).extend(qgis("memory", "firms.gpkg", "establishments", 3))
        for kind in POLYGONS:
            file = "zones-%s.gpkg" % kind
            of_project(bench, file, found, 20)
            found.setdefault("qgis " + kind, []).extend(qgis("draw", file, "zones", 5))
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as script:
            script.write("measure 10\n")
            script.flush()
            line = run([bench + "/agglo-view", "firms.gpkg", "--script", script.name, "--size", WINDOW])[0]
            found.setdefault("idle", []).append(line["idle_cpu_share"] * 100)
    if size == "full":
        of_points(bench, "10M", found)
        of_brush(bench, "10M", found)
        of_points(bench, "100M", found)
    return found


def print_row(what, figure, aim, met):
    print("| %s | %s | %s | %s |" % (what, figure, aim, "met" if met else "missed"))


def print_below(what, values, unit, aim):
    value = statistics.median(values)
    print_row(what, "%.3g %s" % (value, unit), "at most %g %s" % (aim, unit), value <= aim)


def print_ratio(what, peer, ours, aim):
    ratio = statistics.median(peer) / ours
    print_row(what, "%.3g times as fast (%.0f and %.1f ms)" % (ratio, statistics.median(peer), ours), "%g" % aim, ratio >= aim)


def print_table(found):
    print("| What | Found | Aim | |\n|---|---|---|---|")
    for name, aim in FILTER_AIM_MS.items():
        if name + " filter change" not in found:
            continue
        print_below("Map after a filter change, %s points, p95" % name, found[name + " filter change"], "ms", aim)
        print_below("Pan, %s points, p95" % name, found[name + " points: pan"], "ms", 33.3)
        if name + " brush" in found:
            print_below("Brush with three charts, %s points, p95" % name, found[name + " brush"], "ms", 50)
    print_below("Panels over an unchanged map, p95", found["1M panels over an unchanged map"], "ms", 16)
    print_below("Idle", found["idle"], "% of a processor", 1)
    redraw = at_95(found["firms.gpkg redraw"])
    print_ratio("1M firms redrawn against QGIS, GeoPackage", found["qgis firms"], redraw, 100)
    print_ratio("1M firms redrawn against QGIS, memory layer", found["qgis memory"], redraw, 50)
    for kind in POLYGONS:
        print_ratio("Polygons %s redrawn against QGIS" % kind, found["qgis " + kind],
                    at_95(found["zones-%s.gpkg redraw" % kind]), 5)
    print_below("1M-firm project to first map", [ms / 1000 for ms in found["firms.gpkg open"]], "s", 1.5)
    print_ratio("opened in a running window against QGIS", found["qgis open"], statistics.median(found["running open"]), 5)
    if "10M peak MB" in found:
        print_below("Memory, 10M firms with sector, jobs and day of founding", found["10M peak MB"], "MB", 1536)


def main():
    found = measure(sys.argv[1], sys.argv[2])
    with open("../viewer.json", "w") as file:
        json.dump(found, file, indent=1)
    print_table(found)


main()
