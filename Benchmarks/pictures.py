#!/usr/bin/env python3
"""Measures Limn's pictures beside libvips' vipsthumbnail, in turn, and prints ratios.

usage: Benchmarks/pictures.py [--count 200] [--rounds 2] [--limn PATH] [--folder PATH]

Both make four widths of each photograph of 12 megapixels, as JPEG and as WebP, at one quality: Limn
by rendering a site whose one page shows them all, vipsthumbnail once for each width and format, with
all files as its arguments. It runs twice: with its defaults, and with JPEGs that are progressive and
have Huffman tables of their own, as Limn's are.

The photographs are made once, of those of the sample site (`make pictures`), enlarged, cut and given
the noise of a sensor, and stay in the cache. Numbers on a shared machine drift; only the ratios in
one run count.
"""

import argparse
import glob
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CACHES = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
WIDTHS = [480, 960, 1440, 1920]
QUALITY = 80
SIZE = (4000, 3000)
# How much larger than a photograph the enlarged pictures are from which photographs are cut.
MARGIN = 400
BASES = 10


def run(command, folder=None):
    """Runs a command and returns wall seconds, processor seconds and the most megabytes."""
    start = time.monotonic()
    with open(os.devnull, "w", encoding="utf-8") as silence:
        process = subprocess.Popen(command, cwd=folder, stdout=silence)
        _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def vips(*arguments):
    subprocess.run(["vips", *map(str, arguments)], check=True)


def make_photographs(folder, count):
    """Writes photographs that are the same on every machine; returns their paths."""
    found = sorted(glob.glob(os.path.join(ROOT, "pictures/mate/nature/*.jpg")))[:BASES]
    if not found:
        sys.exit("the sample pictures are not here: make pictures")
    os.makedirs(folder, exist_ok=True)
    paths = [os.path.join(folder, f"photograph-{number:03}.jpg") for number in range(count)]
    if all(map(os.path.exists, paths)):
        return paths
    wide, high = SIZE[0] + MARGIN, SIZE[1] + MARGIN
    with tempfile.TemporaryDirectory(prefix="limn-pictures-") as work:
        noise, large, noisy, base = (
            os.path.join(work, name + ".v") for name in ("noise", "large", "noisy", "base"))
        vips("gaussnoise", noise, wide, high, "--mean", 0, "--sigma", 4, "--seed", 7)
        for turn, source in enumerate(found):
            vips("thumbnail", source, large, wide, "--height", high, "--crop", "centre",
                 "--size", "both")
            vips("add", large, noise, noisy)
            vips("cast", noisy, base, "uchar")
            for number in range(turn, count, len(found)):
                place = number // len(found)
                left, top = 97 * place % MARGIN, 61 * place % MARGIN
                vips("crop", base, paths[number] + "[Q=92]", left, top, *SIZE)
    return paths


def make_site(folder, photographs):
    page = os.path.join(folder, "content", "photographs")
    os.makedirs(page)
    shutil.copytree(os.path.join(ROOT, "templates"), os.path.join(folder, "templates"))
    with open(os.path.join(folder, "limn.yml"), "w", encoding="utf-8") as file:
        file.write("title: Photographs\nbase_url: https://example.org/\nsearch: false\n"
                   f"picture_widths: {WIDTHS}\npicture_quality: {QUALITY}\n")
    with open(os.path.join(page, "index.md"), "w", encoding="utf-8") as file:
        file.write("---\ntitle: Photographs\n---\n")
        for number, path in enumerate(photographs):
            os.link(path, os.path.join(page, os.path.basename(path)))
            file.write(f"\n![Photograph {number}]({os.path.basename(path)})\n")


def limn_round(limn, folder):
    for name in (".limn", "site"):
        shutil.rmtree(os.path.join(folder, name), ignore_errors=True)
    measured = run([limn, "render", "--quiet"], folder)
    made = glob.glob(os.path.join(folder, "site", "pictures", "*"))
    return measured, made


def vips_round(folder, photographs, jpeg):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    runs = []
    for width in WIDTHS:
        for ending, options in (("jpg", jpeg), ("webp", "")):
            target = f"{folder}/%s-{width}.{ending}[Q={QUALITY},strip{options}]"
            runs.append(run(["vipsthumbnail", "-s", f"{width}x", "-o", target, *photographs]))
    walls, times, peaks = zip(*runs)
    return (sum(walls), sum(times), max(peaks)), glob.glob(os.path.join(folder, "*"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=200, help="photographs")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--limn", default=os.path.join(ROOT, ".build/release/limn"))
    parser.add_argument("--folder", default=os.path.join(CACHES, "limn/bench-pictures"),
                        help="where the photographs are kept")
    arguments = parser.parse_args()
    limn = os.path.abspath(arguments.limn)
    photographs = make_photographs(arguments.folder, arguments.count)
    results = {}
    made = {}
    work = os.path.join(arguments.folder, "work")
    shutil.rmtree(work, ignore_errors=True)
    try:
        make_site(os.path.join(work, "site"), photographs)
        peers = {
            "limn": lambda: limn_round(limn, os.path.join(work, "site")),
            "vips": lambda: vips_round(os.path.join(work, "vips"), photographs, ""),
            "vips-progressive": lambda: vips_round(
                os.path.join(work, "vips"), photographs, ",optimize_coding,interlace"),
        }
        for _ in range(arguments.rounds):
            for name, once in peers.items():
                measured, files = once()
                results.setdefault(name, []).append(measured)
                # A run takes minutes: what it measured is told at once, and its end is the ratios.
                print("{:17} {:8.2f} s  {:8.2f} s of processors  {:6.0f} MB".format(
                    name, *measured), flush=True)
                wanted = arguments.count * len(WIDTHS) * 2
                if len(files) != wanted:
                    sys.exit(f"{name} made {len(files)} files instead of {wanted}")
                made[name] = sum(map(os.path.getsize, files))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"{arguments.count} photographs of {SIZE[0]} × {SIZE[1]} to {WIDTHS}, JPEG and WebP, "
          f"quality {QUALITY}, medians of {arguments.rounds}")
    medians = {name: [statistics.median(column) for column in zip(*rounds)]
               for name, rounds in results.items()}
    for name, (wall, cpu, peak) in medians.items():
        print(f"{name:17} {wall:8.2f} s  {cpu:8.2f} s of processors  {peak:6.0f} MB  "
              f"{made[name] / 1e6:6.1f} MB written")
    for name in list(medians)[1:]:
        ratios = [ours / theirs for ours, theirs in zip(medians["limn"], medians[name])]
        print(f"limn / {name}: wall {ratios[0]:.2f}, processors {ratios[1]:.2f}, "
              f"memory {ratios[2]:.2f}")


if __name__ == "__main__":
    main()
