#!/usr/bin/env python3
"""Measures how well pictures are found by their pixels alone: Tux Paint's stamps, each searched for by its own
caption in English and in Chinese, with captions, names and folders hidden from the search.

usage: Benchmarks/looking/stamps.py [--stamps pictures/tuxpaint] [--pool FILE] [--limn PATH]

A hit is any picture with the same caption. Prints for which share of the captions the first picture is a hit, and
one of the first four or ten. The pictures are those outside the folders of
cartoons, symbols, road signs and flags with both captions; with --pool, a JSON file that tells photographs from
drawings, only the photographs.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LEFT_OUT = re.compile(r"cartoon|symbol|sign|flag")


def captions(file):
    """The English and the Chinese caption of a stamp, without the full stop."""
    with open(file, encoding="utf-8", errors="replace") as text:
        lines = text.read().splitlines()
    chinese = [line.split("=", 1)[1] for line in lines[1:] if re.match(r"zh_CN(\.[\w-]+)?=", line)]
    return (lines[0].strip().rstrip("."), chinese[0].strip().rstrip("。.") if chinese else "")


def stamps(folder, photographs):
    for place, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path = os.path.relpath(os.path.join(place, name), folder)
            text = os.path.join(place, name[:-4] + ".txt")
            if not name.endswith(".png") or not os.path.exists(text) or LEFT_OUT.search(path):
                continue
            english, chinese = captions(text)
            if english and chinese and (photographs is None or path in photographs):
                yield path, english, chinese


def articles(pictures):
    """A slot without context for each caption, each in an article of its own."""
    for column, language in ((1, "en"), (2, "zh")):
        seen = set()
        for picture in pictures:
            caption = picture[column]
            if caption in seen:
                continue
            seen.add(caption)
            twins = {p[0] for p in pictures if p[column] == caption}
            yield {
                "id": f"{language}-{len(seen)}", "lang": language, "title": "", "paragraphs": [""],
                "slots": [{
                    "after": 0, "caption": caption, "acceptable": sorted(twins),
                    "best": picture[0], "hard": False}]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--stamps", default=os.path.join(ROOT, "pictures/tuxpaint"))
    parser.add_argument("--pool", help="JSON: pictures with 'path' and 'kind', below tuxpaint/stamps/")
    parser.add_argument("--limn", default=os.path.join(ROOT, ".build/release/limn"))
    options = parser.parse_args()
    photographs = None
    if options.pool:
        with open(options.pool) as file:
            photographs = {
                entry["path"].removeprefix("tuxpaint/stamps/")
                for entry in json.load(file)["images"] if entry["kind"] == "photo"}
    pictures = list(stamps(options.stamps, photographs))
    if not pictures:
        sys.exit(f"no stamps with captions in {options.stamps}; 'make pictures' fetches them")
    with tempfile.TemporaryDirectory(prefix="limn-stamps-") as folder:
        paths = [os.path.join(folder, name) for name in ("set.json", "pool.json", "features")]
        with open(paths[0], "w") as file:
            json.dump({"articles": list(articles(pictures))}, file)
        with open(paths[1], "w") as file:
            json.dump({"images": [{"path": p[0], "package": "tuxpaint", "kind": "photo"} for p in pictures]}, file)
        answer = subprocess.run(
            [options.limn, "evaluate", "illustration", "--set", paths[0], "--pool", paths[1],
             "--root", options.stamps, "--pixels-only", "--search-only", "--quiet", "--format", "json"],
            stdout=subprocess.PIPE, text=True)
    if answer.returncode != 0:
        sys.exit(answer.returncode)
    print(f"{len(pictures)} pictures\n\n{'':8}{'captions':>9}{'first':>8}{'four':>8}{'ten':>8}")
    for language, scores in json.loads(answer.stdout).items():
        if language in ("en", "zh"):
            shares = "".join(f"{100 * scores[name]:7.1f}%" for name in ("hit@1", "recall@4", "recall@10"))
            print(f"{language:8}{scores['slots']:9}{shares}")


if __name__ == "__main__":
    main()
