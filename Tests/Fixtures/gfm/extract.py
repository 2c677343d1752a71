#!/usr/bin/env python3
"""Write the examples of cmark-gfm's test files as JSON.

usage: extract.py CMARK_GFM_SOURCE > examples.json

CMARK_GFM_SOURCE is the source folder of cmark-gfm, for instance of Debian's package:
apt-get source cmark-gfm
"""
import json
import pathlib
import sys

FENCE = "`" * 32


def examples(path):
    section, state, number = "", None, 0
    for line in path.read_text(encoding="utf-8").split("\n"):
        if state is None and line.startswith(FENCE + " example"):
            state, markdown, html = "markdown", [], []
            extensions = line[len(FENCE) + 8:].split()
        elif state is not None and line.strip() == FENCE:
            state, number = None, number + 1
            if "disabled" not in extensions:
                yield {
                    "file": path.name, "number": number, "section": section,
                    "markdown": "".join(l + "\n" for l in markdown).replace("→", "\t"),
                    "html": "".join(l + "\n" for l in html).replace("→", "\t"),
                }
        elif state == "markdown" and line == ".":
            state = "html"
        elif state == "markdown":
            markdown.append(line)
        elif state == "html":
            html.append(line)
        elif line.startswith("#"):
            section = line.lstrip("#").strip()


source = pathlib.Path(sys.argv[1]) / "test"
found = [e for name in ("spec.txt", "extensions.txt") for e in examples(source / name)]
json.dump(found, sys.stdout, ensure_ascii=False, indent=0, sort_keys=True)
sys.stdout.write("\n")
