#!/usr/bin/env python3
"""Each folder may include only what its layer may see (docs/architecture.md, "Direction of dependence").

    check_includes.py [ROOT]

Exit code 1 when an include is not allowed or a source folder has no test; long files are listed as warnings.
"""
import re
import sys
from pathlib import Path

STANDARD = set("""
algorithm any array cassert atomic barrier bit bitset charconv chrono cmath compare complex concepts condition_variable
cctype cerrno cfenv cfloat cinttypes climits clocale csetjmp csignal cstdarg cstddef cstdint cstdio cstdlib cstring
ctime cwchar cwctype deque exception execution filesystem forward_list fstream functional future initializer_list
iomanip ios iosfwd iostream istream iterator latch limits list locale map memory memory_resource mutex new numbers
numeric optional ostream queue random ranges ratio regex scoped_allocator semaphore set shared_mutex source_location
span sstream stack stdexcept stop_token streambuf string string_view system_error thread tuple type_traits typeindex
typeinfo unordered_map unordered_set utility valarray variant vector version
""".split())
SYSTEM = ["unistd.h", "fcntl.h", "signal.h", "dlfcn.h", "poll.h", "spawn.h", "pwd.h", "sys/", "dirent.h", "termios.h"]
GEOS = ["geos_c.h"]
GDAL = ["gdal", "ogr", "cpl_"]
TEXT = ["fmt/", "nlohmann/", "toml++/"]
DRAWING = ["cairo", "pango/", "fontconfig/", "fribidi"]
ANALYSIS = ["core/", "cluster/", "indicators/", "access/"]

# What each folder may include beside the standard library: its own project's headers and third-party ones.
ALLOWED = {
    "include/agglo": ["agglo/"],
    "src/core": ["agglo/", "core/", "tbb/", "geodesic.h"],
    "src/cluster": ["agglo/", *ANALYSIS, "tbb/", "hwy/", "fmt/", *GEOS],
    "src/indicators": ["agglo/", *ANALYSIS, "tbb/", "fmt/", *GEOS],
    "src/access": ["agglo/", *ANALYSIS, "tbb/", "hwy/", "fmt/", *GEOS],
    "src/io": ["agglo/", "core/", "io/", *GDAL, "proj.h", "glib", *TEXT, *SYSTEM],
    "src/app": ["agglo/", *ANALYSIS, "io/", "app/", *GDAL, *DRAWING, *TEXT, "tbb/", *SYSTEM],
    "src/cli": ["agglo/", "cli/", "CLI/", "fmt/", "nlohmann/", *SYSTEM],
    "src/mpi": ["agglo/", "cli/program.hpp", "mpi/"],
    "src/viewer": ["agglo/", "viewer/", "glib", "imgui", "backends/imgui", *DRAWING, "fmt/", "nlohmann/", *SYSTEM],
}
# Narrower than their folder: MPI and libosmium in one file each, OpenGL in the renderer, GLFW where the window, its input and its main loop are.
ALSO_ALLOWED = [
    (re.compile(r"^src/viewer/window/image_clipboard\.cpp$"), ["xcb/"]),
    (re.compile(r"^src/viewer/draw/(renderer|gl_)[a-z_]*\.(cpp|hpp)$"), ["epoxy/"]),
    (re.compile(r"^src/core/large_pages\.hpp$"), ["sys/mman.h"]),
    (re.compile(r"^src/viewer/window/(window|input|app)\.(cpp|hpp)$"), ["GLFW/"]),
    (re.compile(r"^src/mpi/world\.cpp$"), ["mpi.h"]),
    (re.compile(r"^src/io/read_osm_roads\.cpp$"), ["osmium/"]),
]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def sources(folder):
    return sorted(path for path in folder.rglob("*") if path.suffix in (".cpp", ".hpp"))


def allowed(name, prefixes):
    return any(name == prefix or (name.startswith(prefix) and (prefix[-1] in "/_+" or not prefix.endswith(".h")))
               for prefix in prefixes)


def forbidden_includes(root):
    for folder, prefixes in ALLOWED.items():
        for path in sources(root / folder):
            relative = path.relative_to(root).as_posix()
            more = [prefix for pattern, extra in ALSO_ALLOWED if pattern.match(relative) for prefix in extra]
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                match = INCLUDE.match(line)
                if not match or match[2] in STANDARD:
                    continue
                if match[1] == '"' and "/" not in match[2] and (path.parent / match[2]).exists():
                    continue
                if not allowed(match[2], prefixes + more):
                    yield f"{relative}:{number}: {folder} may not include {match[2]}"


def folders_without_rules(root):
    for folder in sorted((root / "src").iterdir()):
        if folder.is_dir() and f"src/{folder.name}" not in ALLOWED:
            yield f"src/{folder.name}: no rule says what it may include; add one to {Path(__file__).name}"


def folders_without_tests(root):
    for folder in sorted((root / "src").iterdir()):
        if folder.is_dir() and sources(folder):
            tests = root / "tests" / folder.name
            if not any(tests.glob("*_test.cpp")) and not any(tests.glob("*.case")):
                yield f"src/{folder.name}: tests/{folder.name} has no test"


def long_files(root):
    for folder in ALLOWED:
        for path in sources(root / folder):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            limit = 150 if folder == "include/agglo" else 400
            if lines > limit:
                yield f"{path.relative_to(root)}: {lines} lines, more than {limit}"


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2])
    for warning in long_files(root):
        print(f"warning: {warning}")
    wrong = [*forbidden_includes(root), *folders_without_rules(root), *folders_without_tests(root)]
    print("\n".join(wrong) if wrong else "every include is allowed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
