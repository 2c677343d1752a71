#!/usr/bin/env python3
"""Measures how fast Limn writes the sections of several articles: together, one after another, and
beside llama.cpp's server, in one run.

usage: Benchmarks/compose.py [--model NAME] [--versions 1] [--rounds 3] [--threads 2] [--limn PATH]

The paragraphs are those of the 24 sections of eight briefs in Benchmarks/drafts, asked with the very
prompts of `limn compose` (`limn compose --plan --format json` tells them), `--versions` times each.
Each is as long as its brief wants it, whatever the model would say, so that all write as much.

- together: `limn generate --parallel 8`, its process from start to end, the model's loading included;
- one after another: the same with `--parallel 1`;
- llama.cpp: eight clients of its server with eight slots, the same token ids; its loading is not
  counted. Needs `pip install xllamacpp` for the Python that runs this; left out without it.

Numbers on a shared machine drift; only the ratios in one run count.
"""

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BRIEFS = [
    "outline-" + name
    for name in (
        "market-hall", "night-train", "repair", "island",
        "silk-town", "bamboo", "bicycle-repair", "night-market",
    )
]
SLOTS = 8


def paragraphs(limn, model):
    """The stage prompts of all sections and how many tokens each answer has."""
    briefs = [f"content/{name}.brief.md" for name in BRIEFS]
    command = [limn, "compose", *briefs, "--plan", "--format", "json", "--model", model]
    command += ["--directory", os.path.join(ROOT, "Benchmarks", "drafts")]
    plans = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    steps = [
        step for plan in plans for step in plan["steps"] if step["stage"] == "text generation"
    ]
    sections = {
        (plan["brief"], step["about"].rsplit(" paragraph", 1)[0])
        for plan in plans for step in plan["steps"] if step["stage"] == "text generation"
    }
    requests = [
        {
            "messages": [
                {"role": message["role"], "content": message["text"]}
                for message in step["messages"]
            ],
            "max_tokens": max(16, step["tokens"] // step["calls"]),
            "ignore_eos": True, "temperature": 0,
        }
        for step in steps
    ]
    return requests, len(sections)


def generate(limn, model, requests, parallel, threads):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(requests, file)
        file.flush()
        command = [limn, "generate", "--model", model, "--input", file.name]
        command += ["--parallel", str(parallel), "--threads", str(threads)]
        start = time.monotonic()
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
        return time.monotonic() - start, json.loads(output)


class Peer:
    """llama.cpp's server in this process, and clients that keep its slots busy."""

    def __init__(self, file, threads):
        import xllamacpp

        parameters = xllamacpp.CommonParams()
        parameters.model.path = file
        parameters.n_ctx = 1536 * SLOTS
        parameters.n_parallel = SLOTS
        parameters.cpuparams.n_threads = threads
        parameters.cpuparams_batch.n_threads = threads
        parameters.warmup = False
        self.server = xllamacpp.Server(parameters)

    def complete(self, ids, count):
        body = {
            "prompt": ids, "n_predict": count, "temperature": 0, "ignore_eos": True,
            "samplers": ["top_k"], "top_k": 1,
        }
        request = urllib.request.Request(
            self.server.listening_address + "/completion", json.dumps(body).encode(),
            {"Content-Type": "application/json"})
        answer = json.loads(urllib.request.urlopen(request, timeout=3600).read())
        assert answer["timings"]["predicted_n"] == count, answer["timings"]

    def run(self, requests):
        waiting = list(reversed(requests))
        lock = threading.Lock()

        def client():
            while True:
                with lock:
                    if not waiting:
                        return
                    ids, count = waiting.pop()
                self.complete(ids, count)

        clients = [threading.Thread(target=client) for _ in range(SLOTS)]
        start = time.monotonic()
        for thread in clients:
            thread.start()
        for thread in clients:
            thread.join()
        return time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", default="qwen2.5-coder-1.5b-instruct")
    parser.add_argument("--versions", type=int, default=1, help="texts of each paragraph")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--limn", default=os.path.join(ROOT, ".build/release/limn"))
    options = parser.parse_args()
    limn = os.path.abspath(options.limn)

    requests, sections = paragraphs(limn, options.model)
    requests = [request for request in requests for _ in range(options.versions)]
    seconds = {}
    peer = None
    tokens = 0
    for _ in range(options.rounds):
        for name, parallel in (("together", SLOTS), ("one after another", 1)):
            took, answers = generate(limn, options.model, requests, parallel, options.threads)
            seconds.setdefault(name, []).append(took)
            tokens = sum(len(answer["ids"]) for answer in answers)
        if importlib.util.find_spec("xllamacpp") is None:
            continue
        listed = subprocess.run(
            [limn, "models", "list", "--format", "json"], check=True, stdout=subprocess.PIPE)
        if peer is None:
            file = next(
                entry["files"][0]["location"] for entry in json.loads(listed.stdout)
                if entry["name"] == options.model)
            peer = Peer(file, options.threads)
            peer.run([(answers[0]["prompt_ids"], 4)])
        seconds.setdefault("llama.cpp", []).append(
            peer.run([(answer["prompt_ids"], len(answer["ids"])) for answer in answers]))

    print(f"{sections} sections, {len(requests)} texts, {tokens} tokens, {options.model}")
    best = statistics.median(seconds["together"])
    for name, times in seconds.items():
        took = statistics.median(times)
        print(
            f"{name:18} {took:7.1f} s   {tokens / took:6.1f} tokens/s"
            f"   {took / best:5.2f} times as long as together")


if __name__ == "__main__":
    sys.exit(main())
