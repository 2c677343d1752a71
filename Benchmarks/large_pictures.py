#!/usr/bin/env python3
"""Measures the most memory that indexing takes when it meets large pictures, two of each kind at once.

usage: pip install pillow numpy; Benchmarks/large_pictures.py [--limn PATH]
"""

import argparse
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def make(kind, folder):
    """Writes the two pictures of a kind. In a process of its own: a child's most memory is never told as
    less than its parent's."""
    import numpy
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    random = numpy.random.default_rng(1)

    def smooth(width, height, channels):
        values = random.integers(0, 255, (height // 20, width // 20, channels), dtype="uint8")
        return Image.fromarray(values).resize((width, height), Image.BILINEAR)

    def noise(width, height):
        return Image.fromarray(random.integers(0, 255, (height, width, 4), dtype="uint8"))

    suffix, pixels, how = KINDS[kind]
    picture = pixels(smooth, noise)
    picture.save(os.path.join(folder, "a" + suffix), **how)
    picture.rotate(180).save(os.path.join(folder, "b" + suffix), **how)


WHOLE = {"progressive": True, "subsampling": 0}
LOSSLESS = {"lossless": True, "method": 0}
KINDS = {
    "JPEG, 119 MP": (".jpg", lambda smooth, noise: smooth(12_000, 9_900, 3), {"quality": 80}),
    "JPEG, progressive, 53 MP": (".jpg", lambda smooth, noise: smooth(8_000, 6_600, 3), {"progressive": True}),
    "JPEG, progressive, 4:4:4, 119 MP": (".jpg", lambda smooth, noise: smooth(12_000, 9_900, 3), WHOLE),
    "PNG with alpha, 36 MP": (".png", lambda smooth, noise: smooth(6_000, 5_990, 4), {"compress_level": 1}),
    "PNG with alpha, noise, 15 MP": (".png", lambda smooth, noise: noise(3_900, 3_900), {"compress_level": 1}),
    "WebP, lossless, 20 MP": (".webp", lambda smooth, noise: smooth(5_000, 4_000, 4), LOSSLESS),
    "WebP, 36 MP": (".webp", lambda smooth, noise: smooth(6_000, 5_990, 3), {"method": 0}),
    "GIF, noise, 30 MP": (".gif", lambda smooth, noise: noise(6_000, 5_000).convert('L').convert('P'), {}),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--limn", default=os.path.join(ROOT, ".build/release/limn"))
    parser.add_argument("--make", nargs=2, metavar=("KIND", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make(*options.make)
        return
    for name in KINDS:
        with tempfile.TemporaryDirectory(prefix="limn-large-") as folder:
            pictures = os.path.join(folder, "pictures")
            os.makedirs(pictures)
            subprocess.run([sys.executable, __file__, "--make", name, pictures], check=True)
            database = os.path.join(folder, "library.sqlite")
            process = subprocess.Popen(
                [options.limn, "library", "index", "--folder", pictures, "--database", database],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            said = process.stdout.read().strip().splitlines()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                sys.exit(f"{name}: limn library index failed")
            print(f"{name:34}{usage.ru_maxrss / 1024:6.0f} MB   {said[-1] if said else ''}", flush=True)


if __name__ == "__main__":
    main()
