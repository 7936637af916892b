#!/usr/bin/env python3
"""Write every ```cpp block of Markdown pages to a file of its own:  extract_examples.py FOLDER PAGE.md..."""
import re
import sys
from pathlib import Path

folder = Path(sys.argv[1])
folder.mkdir(parents=True)
for page in map(Path, sys.argv[2:]):
    text = page.read_text(encoding="utf-8")
    for match in re.finditer(r"^```cpp *\n(.*?)^``` *$", text, re.MULTILINE | re.DOTALL):
        line = text.count("\n", 0, match.start()) + 2
        source = f'#line {line} "{page.name}"\n{match[1]}'
        (folder / f"{page.stem}_{line}.cpp").write_text(source, encoding="utf-8")
