#!/usr/bin/env python3
"""Measures how fast Limn writes the sections of several articles: together, one after another, and
beside llama.cpp's server, in one run.

usage: Benchmarks/compose.py [--model NAME] [--versions 1] [--rounds 3] [--threads 2] [--limn PATH]
                             [--peer-python PATH]

The paragraphs are those of the 24 sections of eight briefs in Benchmarks/drafts, asked with the very
prompts of `limn compose` (`limn compose --plan --format json` tells them), `--versions` times each.
Each is as long as its brief wants it, whatever the model would say, so that all write as much.

- together: `limn generate --parallel 16`, as `limn compose` does, its process from start to end, the model's loading included;
- one after another: the same with `--parallel 1`;
- llama.cpp: eight clients of its server with eight slots, the same token ids; its loading is not
  counted. Needs `pip install xllamacpp` for the Python of --peer-python; left out without it.

Numbers on a shared machine drift; only the ratios in one run count.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BRIEFS = [
    "outline-" + name
    for name in (
        "market-hall", "night-train", "repair", "island",
        "silk-town", "bamboo", "bicycle-repair", "night-market",
    )
]
SIDE_BY_SIDE = 16
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


def file_of(limn, model):
    listed = subprocess.run(
        [limn, "models", "list", "--format", "json"], check=True, stdout=subprocess.PIPE)
    entries = {entry["name"]: entry for entry in json.loads(listed.stdout)}
    return entries[model]["files"][0]["location"] if model in entries else model


def peer(python, file, answers, threads):
    """llama.cpp's seconds for the same texts; None where there is none."""
    program = os.path.join(ROOT, "Benchmarks", "llama_peer.py")
    command = [python, program, "write", file]
    command += ["--threads", str(threads), "--parallel", str(SLOTS)]
    texts = [(answer["prompt_ids"], len(answer["ids"])) for answer in answers]
    done = subprocess.run(
        command, input=json.dumps(texts).encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        return None
    return json.loads(done.stdout.splitlines()[-1])["seconds"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", default="qwen2.5-coder-1.5b-instruct")
    parser.add_argument("--versions", type=int, default=1, help="texts of each paragraph")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--limn", default=os.path.join(ROOT, ".build/release/limn"))
    parser.add_argument("--peer-python", default=sys.executable)
    options = parser.parse_args()
    limn = os.path.abspath(options.limn)

    requests, sections = paragraphs(limn, options.model)
    requests = [request for request in requests for _ in range(options.versions)]
    seconds = {}
    file = file_of(limn, options.model)
    tokens = 0
    for _ in range(options.rounds):
        for name, parallel in (("together", SIDE_BY_SIDE), ("one after another", 1)):
            took, answers = generate(limn, options.model, requests, parallel, options.threads)
            seconds.setdefault(name, []).append(took)
            tokens = sum(len(answer["ids"]) for answer in answers)
        other = peer(options.peer_python, file, answers, options.threads)
        if other is not None:
            seconds.setdefault("llama.cpp", []).append(other)

    print(f"{sections} sections, {len(requests)} texts, {tokens} tokens, {options.model}")
    best = statistics.median(seconds["together"])
    for name, times in seconds.items():
        took = statistics.median(times)
        print(
            f"{name:18} {took:7.1f} s   {tokens / took:6.1f} tokens/s"
            f"   {took / best:5.2f} times as long as together")


if __name__ == "__main__":
    sys.exit(main())
