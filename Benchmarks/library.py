#!/usr/bin/env python3
"""Measures indexing a picture library: time and the most memory, for libraries of several sizes.

usage: Benchmarks/library.py [--pictures 2000 20000] [--picture FILE.jpg] [--limn PATH]

Every picture has the same pixels, so that only the number of pictures differs, but bytes, a name and a
caption of its own. The index is made from nothing and then once more, and a search follows; memory is
that of the whole process, models and all.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
THINGS = "boat bridge tower market garden river forest zebra teapot lantern train harbour".split()
LOOKS = "red old small quiet tall wooden bright empty broken round yellow distant".split()


def run(command):
    """Runs a command; returns wall seconds, processor seconds and the most megabytes."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    problems = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{problems.decode(errors='replace')}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def make(folder, count, picture):
    for number in range(count):
        look, thing = LOOKS[number % 12], THINGS[number // 12 % 12]
        place = os.path.join(folder, f"album{number // 500}")
        os.makedirs(place, exist_ok=True)
        name = os.path.join(place, f"{thing}-{number}")
        with open(name + ".jpg", "wb") as file:
            # Decoders pass over what follows the end of a JPEG file.
            file.write(picture + f"{number:012}".encode())
        with open(name + ".txt", "w") as file:
            file.write(f"A {look} {thing}, number {number}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pictures", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--picture", default=os.path.join(ROOT, "Tests/Fixtures/xcomposer/preprocess/b_640x427.jpg"))
    parser.add_argument("--limn", default=os.path.join(ROOT, ".build/release/limn"))
    options = parser.parse_args()
    with open(options.picture, "rb") as file:
        picture = file.read()
    print(f"{'pictures':>9}  {'':16}{'wall s':>9}{'CPU s':>9}{'MB':>9}")
    for count in options.pictures:
        with tempfile.TemporaryDirectory(prefix="limn-library-") as folder:
            pictures = os.path.join(folder, "pictures")
            make(pictures, count, picture)
            where = ["--folder", pictures, "--database", os.path.join(folder, "library.sqlite")]
            index = [options.limn, "library", "index", "--quiet"] + where
            search = [options.limn, "library", "search", "a red boat", "--quiet"] + where
            for name, command in [
                ("from nothing", index),
                ("nothing changed", index),
                ("first search", search),
                ("next search", search),
            ]:
                wall, processor, memory = run(command)
                print(f"{count:9}  {name:16}{wall:9.1f}{processor:9.1f}{memory:9.0f}", flush=True)


if __name__ == "__main__":
    main()
