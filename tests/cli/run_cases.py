#!/usr/bin/env python3
"""Run command-line cases written as text (format: README.md beside this file).

    run_cases.py --agglo PATH [--data DIR] [--shared DIR] [--only TEXT] [--keep] FILE.case...

Each case runs in a folder of its own. Exit code: 0 all passed, 1 a case failed, 2 a file could not be read,
77 every case was skipped.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SKIPPED = 77


class CaseError(Exception):
    """The case file itself is wrong."""


class Mismatch(Exception):
    """The program did something else than the case says."""


class Command:
    def __init__(self, line, number):
        self.line, self.number = line, number
        self.exit_code, self.timeout_s = 0, 120
        self.checks = []  # (line number, words of the directive, block)


class Case:
    def __init__(self, name, number):
        self.name, self.number = name, number
        self.requires, self.steps = [], []  # steps: ("write", name, text) or ("run", Command)


def parse(path):
    """The cases of a file. Blank lines and lines that start with # say nothing."""
    lines = path.read_text(encoding="utf-8").split("\n")
    cases, command, position = [], None, 0

    def wrong(message):
        return CaseError(f"{path}:{number}: {message}")

    def block():
        """The lines that follow and start with |, without it and one space."""
        nonlocal position
        text = []
        while position < len(lines) and lines[position].lstrip().startswith("|"):
            text.append(re.sub(r"^\s*\| ?", "", lines[position]))
            position += 1
        return "".join(line + "\n" for line in text)

    while position < len(lines):
        number = position + 1
        line = lines[position].strip()
        position += 1
        if not line or line.startswith("#"):
            continue
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        if word == "case":
            cases.append(Case(rest, number))
            command = None
            continue
        if not cases:
            raise wrong("a file starts with: case NAME")
        case = cases[-1]
        if word == "requires":
            case.requires.append(rest)
        elif word == "write":
            case.steps.append(("write", rest, block()))
        elif word == "$":
            command = Command(rest, number)
            case.steps.append(("run", command))
        elif command is None:
            raise wrong(f"before the first $ there is only requires and write, not '{line}'")
        elif word == "exit":
            command.exit_code = int(rest)
        elif word == "timeout":
            command.timeout_s = float(rest)
        elif word in CHECKS:
            command.checks.append((number, word, rest, block()))
        else:
            raise wrong(f"unknown word '{word}'")
    for case in cases:
        if not any(step[0] == "run" for step in case.steps):
            raise CaseError(f"{path}:{case.number}: case '{case.name}' runs nothing")
    return cases


def check_stream(result, stream, rest, block):
    text = result[stream]
    how, _, wanted = rest.partition(" ")
    if how == "has":
        ok = wanted in text
    elif how == "lacks":
        ok = wanted not in text
    elif how == "matches":
        ok = re.search(wanted, text, re.MULTILINE) is not None
    elif how == "empty":
        ok = text == ""
    elif how == "lines":
        ok = len(text.splitlines()) == int(wanted)
    elif how == "is":
        ok = text == block
    else:
        raise CaseError(f"{stream} {how}: use has, lacks, matches, empty, lines or is")
    if not ok:
        raise Mismatch(f"{stream} {rest}")


def check_json(result, rest, _block):
    """json a.b.0 = VALUE | < NUMBER | > NUMBER | exists; the whole stdout is one JSON value."""
    words = rest.split(None, 2)
    value = json.loads(result["stdout"])
    for part in words[0].split("."):
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError, TypeError, ValueError):
            raise Mismatch(f"json {rest}: nothing at '{part}'") from None
    if len(words) == 2 and words[1] == "exists":
        return
    if len(words) != 3:
        raise CaseError(f"json {rest}: use PATH =|<|> VALUE or PATH exists")
    wanted = json.loads(words[2])
    ok = {"=": lambda: value == wanted, "<": lambda: value < wanted, ">": lambda: value > wanted}[words[1]]()
    if not ok:
        raise Mismatch(f"json {rest}: found {json.dumps(value)}")


def check_file(result, rest, block):
    name, _, how = rest.partition(" ")
    path = result["folder"] / name
    if not path.is_file():
        raise Mismatch(f"file {name}: not there")
    if how:
        check_stream({"text": path.read_text(encoding="utf-8", errors="replace")}, "text", how, block)


def check_no(result, rest, _block):
    """no file NAME, or: no new files (nothing is there that was not there before the command)."""
    if rest == "new files":
        new = sorted(files_below(result["folder"]) - result["before"])
        if new:
            raise Mismatch(f"no new files: found {', '.join(new)}")
    elif rest.startswith("file "):
        if (result["folder"] / rest[5:].strip()).exists():
            raise Mismatch(f"no {rest}: it is there")
    else:
        raise CaseError(f"no {rest}: use no file NAME or no new files")


def check_same(result, rest, _block):
    one, other = (result["folder"] / name for name in rest.split())
    if one.read_bytes() != other.read_bytes():
        raise Mismatch(f"same {rest}: they differ")


def check_refusal(result, rest, _block):
    """refusal TEXT...: stderr is one 'agglo: ...' line with every given word, plus at most one hint line."""
    lines = result["stderr"].splitlines()
    if not lines or not lines[0].startswith("agglo: ") or len(lines) > 2:
        raise Mismatch("refusal: stderr is not one 'agglo: ' line and at most one line of advice")
    for word in re.findall(r'"([^"]*)"|(\S+)', rest):
        if (word[0] or word[1]) not in result["stderr"]:
            raise Mismatch(f"refusal: '{word[0] or word[1]}' is not in it")
    if result["stdout"]:
        raise Mismatch("refusal: stdout is not empty")


CHECKS = {
    "stdout": lambda r, rest, block: check_stream(r, "stdout", rest, block),
    "stderr": lambda r, rest, block: check_stream(r, "stderr", rest, block),
    "json": check_json,
    "file": check_file,
    "no": check_no,
    "same": check_same,
    "refusal": check_refusal,
}


def files_below(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def unmet(requirement, options):
    """Why a requirement is not met, or None."""
    kind, _, name = requirement.partition(" ")
    if kind == "shared":
        if not options.shared or not (Path(options.shared) / name).exists():
            return f"no {name or 'folder'} in the shared data"
    elif kind == "command":
        if not shutil.which(name):
            return f"no command {name}"
    elif kind == "file":
        if not Path(name).exists():
            return f"no {name}"
    elif kind == "user":
        if os.geteuid() == 0:
            return "root may write anywhere"
    else:
        raise CaseError(f"requires {requirement}: use shared PATH, command NAME, file PATH or user")
    return None


def environment(options, home):
    agglo = Path(options.agglo).resolve()
    env = {"PATH": f"{agglo.parent}:/usr/local/bin:/usr/bin:/bin", "HOME": str(home), "LC_ALL": "C.UTF-8",
           "DATA": str(Path(options.data).resolve())}
    if options.shared:
        env["SHARED"] = str(Path(options.shared).resolve())
    for name, value in os.environ.items():  # sanitizer settings reach the program
        if name.endswith("SAN_OPTIONS"):
            env[name] = value
    return env


def run_command(command, folder, env):
    """Runs one command with its checks. The shell is sh; stdin is empty."""
    result = {"folder": folder, "before": files_below(folder)}
    try:
        done = subprocess.run(["sh", "-c", command.line], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=command.timeout_s, check=False)
    except subprocess.TimeoutExpired:
        return [f"line {command.number}: not done after {command.timeout_s:g} s"], result
    result["stdout"] = done.stdout.decode("utf-8", "replace")
    result["stderr"] = done.stderr.decode("utf-8", "replace")
    wrong = []
    if done.returncode != command.exit_code:
        wrong.append(f"line {command.number}: exit code {done.returncode}, not {command.exit_code}")
    for number, word, rest, block in command.checks:
        try:
            CHECKS[word](result, rest, block)
        except (Mismatch, OSError, ValueError, TypeError, KeyError) as error:
            wrong.append(f"line {number}: {error}")
    return wrong, result


def run_case(case, options):
    """'passed', 'failed' or 'skipped', with the text to print."""
    for requirement in case.requires:
        why = unmet(requirement, options)
        if why:
            return "skipped", f"skipped  {case.name}: {why}"
    folder = Path(tempfile.mkdtemp(prefix="agglo-case-"))
    home = Path(tempfile.mkdtemp(prefix="agglo-home-"))
    try:
        for step in case.steps:
            if step[0] == "write":
                path = folder / step[1]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(step[2], encoding="utf-8")
                continue
            wrong, result = run_command(step[1], folder, environment(options, home))
            if wrong:
                text = [f"FAILED   {case.name}", f"  $ {step[1].line}"] + [f"  {line}" for line in wrong]
                for stream in ("stdout", "stderr"):
                    for line in result.get(stream, "").splitlines()[:40]:
                        text.append(f"  {stream}: {line}")
                if options.keep:
                    text.append(f"  kept: {folder}")
                return "failed", "\n".join(text)
        return "passed", f"passed   {case.name}"
    finally:
        shutil.rmtree(home, ignore_errors=True)
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description="Run command-line cases written as text.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--agglo", required=True, help="the program")
    parser.add_argument("--data", default=str(Path(__file__).parents[2] / "data"), help="$DATA of the cases")
    parser.add_argument("--shared", default="", help="$SHARED of the cases, when that folder is there")
    parser.add_argument("--only", default="", help="run only cases with this text in their name")
    parser.add_argument("--keep", action="store_true", help="keep the folders of the cases")
    options = parser.parse_args()
    if options.shared and not Path(options.shared).is_dir():
        options.shared = ""
    count = {"passed": 0, "failed": 0, "skipped": 0}
    try:
        for path in options.files:
            for case in parse(path):
                if options.only in case.name:
                    outcome, text = run_case(case, options)
                    count[outcome] += 1
                    print(text, flush=True)
    except (CaseError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped")
    if count["failed"]:
        return 1
    return 0 if count["passed"] else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
