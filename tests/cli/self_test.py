#!/usr/bin/env python3
"""run_cases.py and run_page.py must fail on what is wrong: each is fed what holds and what does not."""
import subprocess
import sys
import tempfile
from pathlib import Path

RUNNER = Path(__file__).with_name("run_cases.py")
PAGES = Path(__file__).with_name("run_page.py")

HOLDS = [
    "$ exit 3\nexit 3",
    "$ echo a b; echo c\nstdout has a b\nstdout lacks d\nstdout lines 2\nstdout matches ^c$\nstdout is\n| a b\n| c\n"
    "stderr empty",
    "$ echo oops >&2\nstderr has oops\nstdout empty",
    "write in.txt\n| one\n|  two\n$ cp in.txt out.txt\nfile out.txt is\n| one\n|  two\nsame in.txt out.txt\n"
    "no file other.txt",
    '$ echo \'{"a": [1, {"b": "x"}], "n": 2.5}\'\njson a.1.b = "x"\njson n > 2\njson n < 3\njson a exists',
    "$ echo 'agglo: no file x.csv' >&2; echo 'hint: look' >&2; exit 1\nexit 1\nrefusal x.csv \"no file\"\nno new files",
    "$ touch a\n$ true\nno new files",
    "$ test \"$0\" = sh && test -n \"$DATA\" && test -z \"$(cat)\"",
]
FAILS = [
    "$ exit 3",
    "$ true\nexit 1",
    "$ echo a\nstdout has b",
    "$ echo a\nstdout lacks a",
    "$ echo a\nstdout matches ^b",
    "$ echo a\nstdout lines 2",
    "$ echo a\nstdout empty",
    "$ echo a\nstdout is\n| b",
    "$ echo a >&2\nstderr empty",
    "$ echo '{\"a\": 1}'\njson a = 2",
    "$ echo '{\"a\": 1}'\njson b exists",
    "$ echo '{\"a\": 1}'\njson a > 1",
    "$ echo no\njson a = 2",
    "$ true\nfile x",
    "$ echo a > x\nfile x has b",
    "$ touch x\nno file x",
    "$ touch x\nno new files",
    "$ echo a > x; echo b > y\nsame x y",
    "$ echo 'something else' >&2; exit 1\nexit 1\nrefusal else",
    "$ echo 'agglo: no' >&2; exit 1\nexit 1\nrefusal x.csv",
    "$ printf 'agglo: no\\n1\\n2\\n' >&2; exit 1\nexit 1\nrefusal no",
    "$ echo 'agglo: no' >&2; echo partial; exit 1\nexit 1\nrefusal no",
    "$ sleep 5\ntimeout 0.2",
]
UNREADABLE = ["case a", "$ true", "case a\nexit 1", "case a\n$ true\nnonsense", "case a\nrequires nonsense\n$ true"]


def run(text, runner=RUNNER):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.case"
        path.write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, runner, "--agglo", "/bin/true", path], capture_output=True, check=False,
                              text=True)
        return done.returncode, done.stdout + done.stderr


def main():
    expected = [(f"case a\n{text}", 0) for text in HOLDS] + [(f"case a\n{text}", 1) for text in FAILS]
    expected += [(text, 2) for text in UNREADABLE]
    expected.append(("case a\nrequires command no-such-command\n$ true", 77))
    expected.append(("case a\n$ true\ncase b\n$ false", 1))
    wrong = 0
    for text, code in expected:
        found, output = run(text)
        if found != code:
            wrong += 1
            print(f"--- exit code {found}, not {code}, for:\n{text}\n{output}")
    pages = [("```sh\ntouch a\n```\ntext\n```sh\ntest -f a\nagglo view a\n```\n", 0), ("```sh\nfalse\ntrue\n```\n", 1),
             ("```text\nfalse\n```\n", 1),
             ("```sh\necho a  b; echo c\n```\n```output\na b\n...\n```\n", 0),
             ("```sh\necho a\n```\n```output\nb\n```\n", 1)]
    for text, code in pages:
        found, output = run(text, PAGES)
        if found != code:
            wrong += 1
            print(f"--- exit code {found}, not {code}, for the page:\n{text}\n{output}")
    expected += pages
    print(f"{len(expected) - wrong} of {len(expected)} as expected")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
