#!/usr/bin/env python3
"""check_includes.py must reject what a layer may not see: fed small trees, right and wrong."""
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKER = Path(__file__).with_name("check_includes.py")

# (file, its text, what must be reported; None: nothing)
TREES = [
    ("src/core/a.cpp", "#include <geodesic.h>\n#include <tbb/parallel_for.h>\n#include \"agglo/table.hpp\"\n", None),
    ("src/core/a.cpp", "#include <gdal_priv.h>\n", "src/core/a.cpp:1: src/core may not include gdal_priv.h"),
    ("src/core/a.cpp", "#include <vector>\n#include <proj.h>\n", "src/core/a.cpp:2:"),
    ("src/core/a.cpp", "#include <geos_c.h>\n", "geos_c.h"),
    ("src/core/a.cpp", "  #  include \"nlohmann/json.hpp\"\n", "nlohmann"),
    ("src/core/a.cpp", "#include \"io/csv.hpp\"\n", "io/csv.hpp"),
    ("src/cluster/a.cpp", "#include <geos_c.h>\n#include \"core/parallel.hpp\"\n", None),
    ("src/cluster/a.cpp", "#include \"app/project.hpp\"\n", "app/project.hpp"),
    ("src/access/a.cpp", "#include <ogrsf_frmts.h>\n", "ogrsf_frmts.h"),
    ("src/io/a.cpp", "#include <ogrsf_frmts.h>\n#include <gdal_priv.h>\n#include <cpl_vsi.h>\n#include <glib.h>\n", None),
    ("src/io/a.cpp", "#include \"cluster/dbscan/dbscan.hpp\"\n", "cluster/dbscan/dbscan.hpp"),
    ("src/app/a.cpp", "#include <cairo-pdf.h>\n#include <pango/pangocairo.h>\n#include \"io/gpkg.hpp\"\n", None),
    ("src/app/a.cpp", "#include <imgui.h>\n", "imgui.h"),
    ("src/cli/a.cpp", "#include <CLI/CLI.hpp>\n#include \"agglo/table.hpp\"\n", None),
    ("src/cli/a.cpp", "#include \"app/project.hpp\"\n", "app/project.hpp"),
    ("src/cli/a.cpp", "#include \"viewer/state/state.hpp\"\n", "viewer/state/state.hpp"),
    ("src/viewer/draw/renderer.cpp", "#include <epoxy/gl.h>\n", None),
    ("src/viewer/window/window.cpp", "#include <GLFW/glfw3.h>\n#include <imgui.h>\n", None),
    ("src/viewer/panels/panels.cpp", "#include <epoxy/gl.h>\n", "epoxy/gl.h"),
    ("src/viewer/panels/panels.cpp", "#include <GLFW/glfw3.h>\n", "GLFW/glfw3.h"),
    ("include/agglo/a.hpp", "#include <vector>\n#include \"agglo/table.hpp\"\n", None),
    ("include/agglo/a.hpp", "#include <fmt/format.h>\n", "fmt/format.h"),
    ("src/unheard_of/a.cpp", "", "src/unheard_of: no rule"),
    ("src/core/a.cpp", "int a;\n" * 500, "warning: src/core/a.cpp: 500 lines"),
]


def run(name, text, with_test):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for part in ("src", "include/agglo"):
            (root / part).mkdir(parents=True)
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
        if with_test:
            test = root / "tests" / Path(name).parts[1] / "a_test.cpp"
            test.parent.mkdir(parents=True)
            test.write_text("", encoding="utf-8")
        done = subprocess.run([sys.executable, CHECKER, root], capture_output=True, check=False, text=True)
        return done.returncode, done.stdout + done.stderr


def main():
    wrong = 0
    for name, text, report in TREES:
        code, output = run(name, text, with_test=True)
        expected = 0 if report is None or report.startswith("warning") else 1
        if code != expected or (report or "") not in output:
            wrong += 1
            print(f"--- {name} with\n{text[:200]}\ngave {code}, not {expected}, and:\n{output}")
    code, output = run("src/core/a.cpp", "", with_test=False)
    if code != 1 or "tests/core has no test" not in output:
        wrong += 1
        print(f"--- a folder without a test passed:\n{output}")
    print(f"{len(TREES) + 1 - wrong} of {len(TREES) + 1} as expected")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
