#!/usr/bin/env python3
"""Run a page of the manual as its reader would:  run_page.py --agglo PATH PAGE.md

Every block fenced as sh runs, in order, in one empty folder, with the built programs first in PATH; a command that fails
stops the page. Each line of a block fenced as output must be among what the block before it printed, blanks aside;
... stands for lines left out. Blocks fenced otherwise are for reading. Lines that open the viewer are left out, as
nobody looks.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def blocks(text):
    """(line number, kind, text) of each sh and output block."""
    for match in re.finditer(r"^```(\w*) *\n(.*?)^``` *$", text, re.MULTILINE | re.DOTALL):
        if match[1] in ("sh", "output"):
            yield text.count("\n", 0, match.start()) + 2, match[1], match[2]


def missing_lines(wanted, printed):
    """The lines of an output block that were not printed; runs of blanks count as one."""
    known = {" ".join(line.split()) for line in printed.splitlines()}
    lines = (" ".join(line.split()) for line in wanted.splitlines())
    return [line for line in lines if line and line != "..." and line not in known]


def main():
    parser = argparse.ArgumentParser(description="Run the sh blocks of a Markdown page.")
    parser.add_argument("--agglo", required=True, type=Path)
    parser.add_argument("--shared", default="", help="$DATA of the page; it is skipped (77) where this is not there")
    parser.add_argument("page", type=Path)
    options = parser.parse_args()
    if options.shared and not Path(options.shared).is_dir():
        print(f"{options.page.name} is skipped: no folder {options.shared}")
        return 77
    found = list(blocks(options.page.read_text(encoding="utf-8")))
    if not found or found[0][1] != "sh":
        print(f"{options.page}: nothing to run; commands stand in blocks fenced as sh", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="agglo-page-") as folder, \
            tempfile.TemporaryDirectory(prefix="agglo-home-") as home:
        env = {"PATH": f"{options.agglo.resolve().parent}:/usr/local/bin:/usr/bin:/bin", "HOME": home,
               "LC_ALL": "C.UTF-8"}
        if options.shared:
            env["DATA"] = str(Path(options.shared).resolve())
        env.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})
        printed = ""
        for line, kind, commands in found:
            if kind == "output":
                missing = missing_lines(commands, printed)
                if missing:
                    print(f"{options.page}:{line}: not printed: {missing[0]}\nbut\n{printed[-4000:]}")
                    return 1
                continue
            commands = re.sub(r"^(agglo view|agglo-view)\b.*$", ":", commands, flags=re.MULTILINE)
            done = subprocess.run(["sh", "-eu", "-c", commands], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=300)
            printed = done.stdout.decode("utf-8", "replace")
            if done.returncode != 0:
                print(f"{options.page}:{line}: exit code {done.returncode} of\n{commands}")
                print(printed[-4000:])
                return 1
    print(f"{len(found)} blocks of {options.page.name} run")
    return 0


if __name__ == "__main__":
    sys.exit(main())
