#!/usr/bin/env python3
"""An interrupted run ends with 130, leaves no file and keeps the one that was there:  interrupt_test.py AGGLO"""
import array
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def interrupted(words, folder, seconds):
    """Runs agglo in the folder, interrupts it, earlier if it was done; says what is wrong, or nothing."""
    (folder / "out.csv").write_text("precious\n", encoding="ascii")
    before = sorted(path.name for path in folder.iterdir())
    run = subprocess.Popen([Path(sys.argv[1]).resolve(), *words, "-o", "out.csv"], cwd=folder,
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    time.sleep(seconds)
    run.send_signal(signal.SIGINT)
    code = run.wait(timeout=100)
    if code == 0 and seconds > 0.1:
        return interrupted(words, folder, seconds / 2)
    after = sorted(path.name for path in folder.iterdir())
    kept = (folder / "out.csv").read_text(encoding="ascii") == "precious\n"
    if code != 130 or after != before or not kept:
        return f"{words}: exit code {code}, files {after}, old output {'kept' if kept else 'lost'}"
    return ""


def main():
    with tempfile.TemporaryDirectory(prefix="agglo-interrupt-") as name:
        folder = Path(name)
        draw = random.Random(1)
        with open(folder / "firms.csv", "w", encoding="ascii") as file:
            file.write("id,lon,lat\n")
            for row in range(400000):
                file.write(f"{row},{10 + draw.random():.6f},{44 + draw.random():.6f}\n")
        spot = array.array("d", (draw.random() * 1e6 for _ in range(400000)))
        with open(folder / "points.f64", "wb") as file:
            for _ in range(20):
                spot.tofile(file)
        wrong = [interrupted(["hdbscan", "firms.csv", "--min-size", "25"], folder, 0.7),
                 interrupted(["dbscan", "points.f64", "--labels-only", "--eps-m", "500", "--min-points", "20",
                              "--tiles", "5"], folder, 0.4)]
    for line in filter(None, wrong):
        print(line)
    return 1 if any(wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
