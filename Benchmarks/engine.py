#!/usr/bin/env python3
"""Measures Limn's inference engine beside llama.cpp on the same files, run after run in turn.

usage: Benchmarks/engine.py [--models NAME …] [--rounds 3] [--threads 2] [--limn PATH]
                            [--peer-python PATH] [--precision automatic]

The peer needs `pip install xllamacpp`, a wheel that carries llama.cpp, in the Python that
--peer-python names. Models are catalog names or paths; `limn models pull NAME` fetches those of the
catalog.

For each model: tokens a second of reading 512 tokens, of one greedy stream after them and of eight
together, medians and their ratio (larger is better); the time from starting the program to the first
token without that of reading the prompt; the most memory; and how much of the memory's measured
speed one stream uses, which bounds it because each token reads all weights. Numbers on a shared
machine drift; only the ratios in one run count.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PEER = os.path.join(HERE, "llama_peer.py")
MODELS = ["smollm2-135m-instruct", "qwen2.5-coder-0.5b-instruct", "qwen2.5-coder-1.5b-instruct"]
SPEEDS = {"prefill_tps": "prefill, 512", "decode_tps": "decode, one", "batch_tps": "decode, eight"}


def run(command, text=""):
    """Runs a command; returns its JSON answer, the wall seconds and the most bytes of memory."""
    with tempfile.TemporaryFile("w+") as given, tempfile.TemporaryFile("w+") as answer:
        given.write(text)
        given.seek(0)
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=given, stdout=answer, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{' '.join(command)} ended with {process.returncode}; run it to see why")
        answer.seek(0)
        # A library may print before the answer.
        last = [line for line in answer.read().splitlines() if line.startswith(("{", "["))][-1]
        return json.loads(last), seconds, usage.ru_maxrss * 1024


def file_of(limn, model):
    """The path of a model's file, or None where it is not there."""
    if os.path.exists(model):
        return os.path.abspath(model)
    command = [limn, "models", "list", "--format", "json"]
    listed = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    files = next((entry["files"] for entry in listed if entry["name"] == model), None)
    if files is None:
        sys.exit(f"{model} is neither a file nor in the catalog; see 'limn models list'")
    path = files[0]["location"]
    return path if os.path.exists(path) else None


def measure(options, model, file):
    threads = ["--threads", str(options.threads)]
    ours = [options.limn, "bench", "model", "--model", file, "--runs", "1"] + threads
    ours += ["--precision", options.precision]
    peer = [options.peer_python, PEER, "bench", file] + threads
    ids = list(range(100, 612))
    request = json.dumps([{"prompt_ids": ids, "max_tokens": 1, "ignore_eos": True}])
    begin = [options.limn, "generate", "--model", file, "--input", "-"] + threads
    peer_begin = [options.peer_python, PEER, "first", file] + threads
    rows = []
    # The file comes into the page cache.
    run(begin, request)
    for _ in range(options.rounds):
        # Each begins after itself: memory that another program used is slower to get.
        one, _, peak = run(ours)
        first, seconds, _ = run(begin, request)
        other, _, peer_peak = run(peer)
        peer_first, _, _ = run(peer_begin, json.dumps(ids))
        rows.append(
            {key: (one[key], other[key]) for key in SPEEDS}
            | {
                "load": (
                    seconds - first[0]["timings"]["prefill_seconds"],
                    peer_first["seconds"] - peer_first["prefill_seconds"],
                ),
                "peak": (peak, peer_peak),
                "weights": (one["weight_bytes"], 0),
                "kv": (one["kv_bytes"], 0),
                "bandwidth": (run([options.limn, "bench", "memory"] + threads)[0]["read_bytes_per_s"], 0),
            }
        )
    show(model, file, rows)


def show(model, file, rows):
    def median(key, whose=0):
        return statistics.median(row[key][whose] for row in rows)

    size = os.path.getsize(file)
    print(f"\n{model} ({os.path.basename(file)}, {size / 1e6:.0f} MB), {len(rows)} rounds")
    print(f"{'tokens/s':16}{'Limn':>10}{'llama.cpp':>12}{'ratio':>8}   ratios of the rounds")
    for key, name in SPEEDS.items():
        ratios = " ".join(f"{row[key][0] / row[key][1]:.2f}" for row in rows)
        ours, peer = median(key), median(key, 1)
        print(f"{name:16}{ours:10.1f}{peer:12.1f}{ours / peer:8.2f}   {ratios}")
    print(f"{'load, s':16}{median('load'):10.2f}{median('load', 1):12.2f}   beyond reading the prompt")
    room = 1.25 * size + median("kv") + 150e6
    peak = median("peak")
    print(
        f"{'memory, MB':16}{peak / 1e6:10.0f}{median('peak', 1) / 1e6:12.0f}"
        f"   allowed {room / 1e6:.0f}: 1.25 × file + keys and values + 150"
    )
    read = median("decode_tps") * median("weights")
    print(
        f"{'read, GB/s':16}{read / 1e9:10.1f}   by one stream: {100 * read / median('bandwidth'):.0f} % of"
        f" the {median('bandwidth') / 1e9:.1f} GB/s that this machine reads"
    )
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", nargs="+", default=MODELS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument(
        "--precision", default="automatic", help="how finely Limn rounds inputs; counts for speeds only"
    )
    parser.add_argument("--limn", default=os.path.join(os.path.dirname(HERE), ".build/release/limn"))
    parser.add_argument("--peer-python", default=sys.executable)
    options = parser.parse_args()
    options.limn = os.path.abspath(options.limn)
    if subprocess.run([options.peer_python, "-c", "import xllamacpp"], capture_output=True).returncode:
        sys.exit(
            f"{options.peer_python} has no llama.cpp; make one that has:\n"
            "python3 -m venv PEER && PEER/bin/pip install xllamacpp numpy\n"
            "and give --peer-python PEER/bin/python"
        )
    for model in options.models:
        file = file_of(options.limn, model)
        if file:
            measure(options, model, file)
        else:
            print(f"\n{model} is not here; fetch it: limn models pull {model}")


if __name__ == "__main__":
    main()
