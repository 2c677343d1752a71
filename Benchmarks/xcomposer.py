#!/usr/bin/env python3
"""Measures InternLM-XComposer at the size of 7B beside llama.cpp and PyTorch at the same shapes.

usage: Benchmarks/xcomposer.py MODEL.gguf [--rounds 1] [--threads 2] [--limn PATH]
                               [--peer-python PATH]

MODEL.gguf is the published model, or one with random weights, which takes the same time and memory:

    python3 Benchmarks/xcomposer_checkpoint.py FOLDER
    cp tokenizer.model FOLDER
    limn models import FOLDER --output MODEL.gguf

The peers need `pip install xllamacpp gguf torch` in the Python that --peer-python names; llama.cpp gets
the language model's packed weights in a file of their own beside MODEL.gguf, which is removed at the end.

Prints, for the medians of the rounds: seconds of loading; the most memory with five pictures in the prompt;
seconds to look at a picture, beside PyTorch with the better of single precision and bfloat16; tokens a second of
reading 512 positions, 330 of them of five pictures, and of 48 greedy tokens after them, beside llama.cpp with
512 words; how much of the memory's measured speed decoding reads, which bounds it; and what a picture that was
looked at before costs. Numbers on a shared machine drift; only the ratios in one run count.
"""

import argparse
import json
import os
import pathlib
import random
import statistics
import struct
import subprocess
import sys
import tempfile
import zlib

from engine import HERE, run

PEER = os.path.join(HERE, "xcomposer_peer.py")
PICTURE, PROMPT, TOKENS, PICTURES = 66, 512, 48, 5


def pictures(folder):
    """Six pictures of 640 × 480 points: one to begin with, and five."""
    paths = []
    for number in range(PICTURES + 1):
        chance = random.Random(number)
        rows = b"".join(b"\0" + chance.randbytes(3 * 640) for _ in range(480))
        chunks = [(b"IHDR", struct.pack(">IIBBBBB", 640, 480, 8, 2, 0, 0, 0))]
        chunks += [(b"IDAT", zlib.compress(rows, 1)), (b"IEND", b"")]
        data = b"\x89PNG\r\n\x1a\n"
        for kind, content in chunks:
            data += struct.pack(">I", len(content)) + kind + content
            data += struct.pack(">I", zlib.crc32(kind + content))
        paths.append(os.path.join(folder, f"{number}.png"))
        pathlib.Path(paths[-1]).write_bytes(data)
    return paths


def requests(paths):
    words = list(range(1000, 999 + PROMPT - PICTURES * PICTURE))
    ids = [1] + [-200] * (PICTURES * PICTURE) + words
    warm = {"prompt_ids": [1] + [-200] * PICTURE, "images": paths[:1], "max_tokens": 1}
    full = {"prompt_ids": ids, "images": paths[1:], "max_tokens": TOKENS, "stop_ids": []}
    again = warm | {"images": paths[1:2]}
    return [warm, full, again]


def measure(options, paths, stripped):
    threads = ["--threads", str(options.threads)]
    ours = [options.limn, "generate", "--model", options.model, "--input", "-"] + threads
    load, seconds, _ = run(ours, json.dumps([{"prompt_ids": [1], "max_tokens": 1}]))
    timings = load[0]["timings"]
    answers, _, peak = run(ours, json.dumps(requests(paths)))
    full = answers[1]["timings"]
    written = len(answers[1]["ids"])
    peer = [options.peer_python, PEER]
    language, _, _ = run(
        peer + ["language", stripped, "--prompt", str(PROMPT), "--tokens", str(TOKENS)] + threads
    )
    seen = [
        run(peer + ["vision", "--type", type] + threads)[0] for type in ["float32", "bfloat16"]
    ]
    memory, _, _ = run([options.limn, "bench", "memory"] + threads)
    best = min(seen, key=lambda one: one["picture_seconds"])
    return {
        "load": (seconds - timings["prefill_seconds"], language["load_seconds"]),
        "memory": (peak, language["peak_bytes"]),
        "picture": (full["image_seconds"] / PICTURES, best["picture_seconds"]),
        "picture_flop": (best["flop"], 0),
        "product": (max(one["product_flops"] for one in seen), 0),
        "prefill": (full["prompt_tokens"] / full["prefill_seconds"], language["prefill_tps"]),
        "decode": ((written - 1) / full["decode_seconds"], language["decode_tps"]),
        "again": (answers[2]["timings"]["image_seconds"], 0),
        "bandwidth": (memory["read_bytes_per_s"], 0),
    }


def show(rows, model, facts):
    def median(key, whose=0):
        return statistics.median(row[key][whose] for row in rows)

    print(f"{os.path.basename(model)}, {os.path.getsize(model) / 1e9:.1f} GB, {len(rows)} rounds")
    print(f"{'':30}{'Limn':>8}{'peer':>8}{'ratio':>7}  peer")
    for key, name, unit, peer, isSpeed in [
        ("load", "load, s", 1, "llama.cpp, language alone", False),
        ("memory", "memory, GB", 1e9, "llama.cpp, language alone", False),
        ("picture", "a picture, s", 1, "PyTorch", False),
        ("prefill", f"prefill, {PROMPT} positions, /s", 1, "llama.cpp", True),
        ("decode", f"decode, {TOKENS} tokens, /s", 1, "llama.cpp", True),
    ]:
        one, other = median(key), median(key, 1)
        ratio = one / other if isSpeed else other / one
        print(f"{name:30}{one / unit:8.2f}{other / unit:8.2f}{ratio:7.2f}  {peer}")
    bandwidth, product = median("bandwidth"), median("product")
    for whose, name in [(0, "Limn"), (1, "llama.cpp")]:
        read = median("decode", whose) * facts["read_bytes"]
        print(
            f"decode reads {read / 1e9:.1f} GB/s in {name}, {100 * read / bandwidth:.0f} % of the "
            f"{bandwidth / 1e9:.1f} GB/s that this machine reads"
        )
    prefill = 2 * facts["weights"] * median("prefill")
    picture = median("picture_flop") / median("picture")
    for name, speed in [("prefill", prefill), ("a picture", picture)]:
        print(
            f"{name}: {speed / 1e9:.0f} G operations/s in the layers, {100 * speed / product:.0f} % of "
            f"the {product / 1e9:.0f} GFLOP/s of PyTorch's matrix product in single precision"
        )
    print(f"a picture that was looked at before: {1000 * median('again'):.0f} ms with reading its file")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--limn", default=os.path.join(os.path.dirname(HERE), ".build/release/limn"))
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--stripped", help="the language model's file, where it was made before")
    options = parser.parse_args()
    options.limn = os.path.abspath(options.limn)
    probe = [options.peer_python, "-c", "import xllamacpp, gguf, torch"]
    if subprocess.run(probe, capture_output=True).returncode:
        sys.exit(
            f"{options.peer_python} lacks a peer; make one that has them:\n"
            "python3 -m venv PEER && PEER/bin/pip install xllamacpp gguf torch\n"
            "and give --peer-python PEER/bin/python"
        )
    stripped = options.stripped or options.model + ".language"
    facts_file = stripped + ".json"
    if not os.path.exists(facts_file):
        facts, _, _ = run([options.peer_python, PEER, "strip", options.model, stripped])
        pathlib.Path(facts_file).write_text(json.dumps(facts))
    facts = json.loads(pathlib.Path(facts_file).read_text())
    try:
        with tempfile.TemporaryDirectory() as folder:
            paths = pictures(folder)
            rows = [measure(options, paths, stripped) for _ in range(options.rounds)]
        show(rows, options.model, facts)
    finally:
        if not options.stripped:
            os.remove(stripped)
            os.remove(facts_file)


if __name__ == "__main__":
    main()
