"""bench_table.py BENCH_CLUSTER quick|full [WORD...]: measures the rows of bench_rows.py in the present folder, where the
point files lie, writes every run to results.csv and prints the table. See run.sh."""
import csv
import json
import os
import resource
import signal
import statistics
import subprocess
import sys

import peer_postgis
from bench_rows import AIMS_YARDSTICK_S, OURS, POSTGIS, R, RATIOS, ROWS, SKLEARN, SORT

HERE = os.path.dirname(os.path.abspath(__file__))
FIELDS = ("program", "task", "points", "threads", "n", "seconds", "cpu_seconds", "waited_seconds", "peak_mb", "found", "fault")
LIMIT_S = 600
CAP_MB = 13000
EPS_M, MIN_POINTS = "500", "20"


def limit_memory():
    """Other programs may ask for more than there is: then they end, not the machine."""
    with open("/proc/meminfo") as file:
        available_kib = next(int(line.split()[1]) for line in file if line.startswith("MemAvailable"))
    cap = min(CAP_MB << 20, available_kib * 1024 * 9 // 10)
    resource.setrlimit(resource.RLIMIT_AS, (cap, cap))


def run_command(command, limits=None):
    environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, preexec_fn=limits, env=environment)
    except subprocess.TimeoutExpired:
        return {"fault": "more than %d s" % LIMIT_S}
    try:
        return json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        words = done.stderr.strip().splitlines()
        memory = any(name in done.stderr for name in ("MemoryError", "bad_alloc", "cannot allocate"))
        return {"fault": "out of %d MB" % CAP_MB if memory or done.returncode < 0 else (words or ["failed"])[-1][:60]}


def run_row(bench, row):
    if row.program in (OURS, SORT):
        return run_command([bench, row.task, row.points, str(row.threads)])
    file = row.points + ".f64"
    if row.program == R:
        return run_command(["Rscript", "--vanilla", HERE + "/peer_times.R", row.task, file, EPS_M, MIN_POINTS], limit_memory)
    if row.program == SKLEARN:
        command = ["/usr/bin/python3", HERE + "/peer_times.py", file, EPS_M, MIN_POINTS, str(row.threads)]
        return run_command(command, limit_memory)
    try:
        with peer_postgis.Server(limit_memory) as server:
            return server.dbscan(row.points + ".csv", EPS_M, MIN_POINTS, LIMIT_S)
    except (RuntimeError, OSError) as error:
        return {"fault": str(error)[:60]}


def disturbed(line):
    """Share of its seconds for which a run waited for processors that other programs had, when above a twentieth."""
    if line["fault"] or not line["waited_seconds"]:
        return 0
    share = float(line["waited_seconds"]) / float(line["seconds"])
    return share if share > 0.05 else 0


def key_of(row):
    return row.program, row.task, row.points, row.threads


def key_of_line(line):
    return line["program"], line["task"], line["points"], line["threads"]


def wants_a_run(row, lines):
    """Until there are enough undisturbed runs, or three times as many tries, or a fault."""
    failed = any(line["fault"] for line in lines)
    return not failed and len(lines) < 3 * row.runs and sum(not disturbed(line) for line in lines) < row.runs


def read_results():
    if not os.path.exists("results.csv"):
        return []
    with open("results.csv", newline="") as file:
        return [dict(line, threads=int(line["threads"])) for line in csv.DictReader(file)]


def write_results(results):
    with open("results.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        writer.writerows(results)


def medians(results):
    """(program, task, points, threads) -> median seconds and CPU seconds, most memory, fault."""
    runs = {}
    for line in results:
        runs.setdefault(key_of_line(line), []).append(line)
    summary = {}
    for key, lines in runs.items():
        good = [line for line in lines if not line["fault"]]
        summary[key] = {"disturbed": max(map(disturbed, lines)), "fault": "" if good else lines[-1]["fault"], "found": lines[-1]["found"]}
        if good:
            summary[key]["seconds"] = statistics.median(float(line["seconds"]) for line in good)
            cpu = [float(line["cpu_seconds"]) for line in good if line["cpu_seconds"]]
            summary[key]["cpu_seconds"] = statistics.median(cpu) if cpu else None
            summary[key]["peak_mb"] = max(float(line["peak_mb"]) for line in good)
    return summary


def verdict(found, row, yardstick):
    """Met or missed: as stated, and for seconds also with the aim scaled to this machine by R dbscan on 1M points."""
    parts = []
    for name, unit, aim in (("seconds", "s", row.seconds), ("peak_mb", "MB", row.peak_mb)):
        if aim is None:
            continue
        scales = [("", 1)]
        if unit == "s" and yardstick:
            scales.append(("scaled ", yardstick / AIMS_YARDSTICK_S))
        for word, scale in scales:
            ratio = found[name] / (aim * scale)
            parts.append("%s%s %s %s" % (word, ("%.3g" if aim < 100 else "%.0f") % (aim * scale), unit, "met" if ratio <= 1 else "missed x%.2f" % ratio))
    return "; ".join(parts)


def figure(value):
    return "%.3f" % value if value < 9.9995 else "%.1f" % value if value < 99.95 else "%.0f" % value


def print_rows(summary, threads_of_machine):
    yardstick = summary.get((R, "dbscan", "1M", 1), {}).get("seconds")
    print("| Program | Task | Points | Threads | Seconds | Peak MB | R dbscan 1M / this | This / sort | Aim |")
    print("|---|---|---|---|---|---|---|---|---|")
    for row in ROWS:
        found = summary.get(key_of(row))
        if not found or row.task.startswith("check"):
            continue
        if found["fault"]:
            cells = ["-", "-", "-", "-", found["fault"]]
        else:
            sort = summary.get((SORT, "radix-sort", row.points, row.threads), {}).get("seconds")
            cells = [figure(found["seconds"]), "%.0f" % found["peak_mb"],
                     figure(yardstick / found["seconds"]) if yardstick else "-",
                     figure(found["seconds"] / sort) if sort else "-", verdict(found, row, yardstick)]
            if found["disturbed"]:
                cells[-1] += " (other programs ran)"
            if row.threads > threads_of_machine:
                cells[-1] += " (the machine has %d)" % threads_of_machine
        print("| %s |" % " | ".join([row.program, row.task, row.points, str(row.threads), *cells]))


def print_ratios(summary):
    """Of seconds, and beside it of CPU seconds, which programs that ran at the same time change less."""
    print("\n| Ratio | Found | In CPU seconds | Aim |\n|---|---|---|---|")
    for ratio in RATIOS:
        pair = [summary.get(key, {}).get("seconds") for key in (ratio.row, ratio.over)]
        if None in pair:
            continue
        value, aim = pair[0] / pair[1], ""
        if ratio.at_least:
            aim = "at least %g: %s" % (ratio.at_least, "met" if value >= ratio.at_least else "missed")
        if ratio.at_most:
            aim = "at most %g: %s" % (ratio.at_most, "met" if value <= ratio.at_most else "missed")
        cpu = [summary[key]["cpu_seconds"] for key in (ratio.row, ratio.over)]
        print("| %s | %.2f | %s | %s |" % (ratio.what, value, "%.2f" % (cpu[0] / cpu[1]) if all(cpu) else "-", aim))


def main():
    bench, size, words = sys.argv[1], sys.argv[2], sys.argv[3:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server of PostGIS is stopped
    results = read_results() if words else []
    chosen = [row for row in ROWS if size == "full" or not row.full]
    if words:
        chosen = [row for row in chosen if any(word in "%s %s %s" % key_of(row)[:3] for word in words)]
    measured = {key_of(row): [] for row in chosen}
    kept = [line for line in results if key_of_line(line) not in measured]
    # In rounds, so that a machine that slows down for a while does so for every row; disturbed runs are repeated.
    for attempt in range(3 * max((row.runs for row in chosen), default=0)):
        due = [row for row in chosen if wants_a_run(row, measured[key_of(row)])]
        for number, row in enumerate(due, 1):
            print("round %d, %d/%d: %s %s %s, %d threads" % (attempt + 1, number, len(due), *key_of(row)), file=sys.stderr)
            found = run_row(bench, row)
            line = {name: found.get(name, "") for name in FIELDS}
            line.update(program=row.program, task=row.task, points=row.points, threads=row.threads)
            measured[key_of(row)].append(line)
            write_results(kept + [line for lines in measured.values() for line in lines])
    results = kept + [line for row in chosen for line in sorted(measured[key_of(row)], key=disturbed)[: row.runs]]
    write_results(results)
    summary = medians(results)
    print_rows(summary, os.cpu_count())
    print_ratios(summary)
    wrong = 0
    for key, found in summary.items():
        if key[1].startswith("check"):
            wrong += bool(found["fault"])
            print("\n%s %s: %s" % (key[1], key[2], found["fault"] or "right for 1, 2, 4 threads and shuffled rows"))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
