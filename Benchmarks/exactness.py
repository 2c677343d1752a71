#!/usr/bin/env python3
"""Compares Limn's token ids and log-probabilities with llama.cpp's and with a computation in floats.

usage: Benchmarks/exactness.py [--models NAME …] [--peer-python PATH] [--texts 20000]
                               [--tokens 2000] [--english FILE] [--chinese FILE] [--skip-floats]
                               [--cache]

The peer needs `pip install xllamacpp numpy gguf` in the Python that --peer-python names.

Token ids: of prose, of this repository's sources, and of random texts, with special tokens parsed
and not; every difference counts, the first ones are shown. Log-probabilities: the perplexity of
English and Chinese prose and how often the likeliest token is the same, against llama.cpp with the
same file and against floats from the dequantised weights. llama.cpp rounds the inputs of products to
8 bits and so is itself some way from the floats; Limn can be no nearer to both than they are to one
another.

With --cache only keys and values of 8 bits count: perplexity with them by that with half precision, and
how often the likeliest token stays the same, here with inputs of products of 8 and 16 bits and there.

Ends with 1 if an id differs; if a perplexity differs from the floats' by more than 0.5 %, or from
llama.cpp's by more than 0.5 % where llama.cpp's does not differ from the floats' by as much; or if
fewer than 98 % of the likeliest tokens are the floats', unless llama.cpp's are fewer still.
"""

import argparse
import glob
import json
import math
import os
import random
import sys

import engine

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
JOINED = ["👩‍👩‍👧‍👦", "👨🏽‍🚀", "🏳️‍🌈", "🇩🇪🇨🇳", "1️⃣", "\u200d😀", "😀\u200d", "\U0001f3fd", "🇩", "\ufe0f", "\u0301a", "क्ष", "กำ"]
SPACES = [" ", "  ", "    ", "\t", "\n", "\n\n", "\r\n", "\r", "\u00a0", "\u3000", "\u2028", "\u0085", "\v", "\f", "\u200b", " \n ", "\u1680"]
MARKED = ["<|im_start|>", "<|im_end|>", "<|endoftext|>", "</s>", "<s>", "<|im_", "|>", "<tool_call>", "▁", "Ġ", "<0x0A>", "<bos>", "<end_of_turn>"]
WORDS = "the of and it's we'll I'D can't 2026 3.14 1,000,000 x=y; --flag https://a.b/c?d=e snake_case CamelCase 草原 市场有3个 こんにちは 안녕 Привет שלום مرحبا नमस्ते Ünïcödé ½ Ⅷ № ﬁ".split()
BLOCKS = [(0, 0x7F), (0x80, 0x24F), (0x300, 0x36F), (0x370, 0x5FF), (0x600, 0x6FF), (0x900, 0xDFF), (0xE00, 0xFFF), (0x1000, 0x1FFF), (0x2000, 0x2BFF), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xA000, 0xABFF), (0xAC00, 0xD7A3), (0xE000, 0xF8FF), (0xF900, 0xFFFF), (0x10000, 0x1FFFF), (0x20000, 0x323AF), (0xE0000, 0xE01EF), (0xF0000, 0x10FFFF)]


def random_text(chance):
    def any_scalar():
        scalar = chance.randint(0, 0x10FFFF)
        return chr(scalar) if not 0xD800 <= scalar <= 0xDFFF else "\ufffd"

    def of_block():
        return chr(chance.randint(*chance.choice(BLOCKS)))

    makers = [
        any_scalar,
        of_block,
        of_block,
        lambda: chance.choice(JOINED),
        lambda: chance.choice(SPACES),
        lambda: chance.choice(SPACES),
        lambda: chance.choice(MARKED),
        lambda: chance.choice(WORDS),
        lambda: " " + chance.choice(WORDS),
        lambda: chr(chance.randint(0, 31)),
        lambda: chance.choice("aA1.'!?-_/(){}[]<>\"#$%") * chance.choice([1, 1, 2, 3, 9]),
        lambda: "'" + chance.choice(["s", "S", "t", "re", "VE", "ll", "d", "x", "ſ"]),
    ]
    # Most texts mix a few kinds, as texts do.
    kinds = [chance.choice(makers) for _ in range(chance.randint(1, 6))]
    return "".join(chance.choice(kinds)() for _ in range(chance.randint(1, 60)))


def texts(count, prose):
    chance = random.Random(20)
    result = list(prose)
    for pattern in ["Sources/**/*.swift", "Sources/**/*.[ch]", "Benchmarks/*.py", "Documentation/**/*.md", "templates/**/*", "content/**/*.md"]:
        for path in sorted(glob.glob(os.path.join(ROOT, pattern), recursive=True)):
            if os.path.isfile(path):
                with open(path, newline="", errors="replace") as file:
                    result.append(file.read())
    for text in prose:
        for _ in range(count // 20):
            start = chance.randrange(len(text))
            result.append(text[start : start + chance.randint(1, 200)])
    while len(result) < count:
        result.append(random_text(chance))
    return result


def compare_ids(options, file, all_texts):
    """Returns how many texts differ."""
    wrong = 0
    given = json.dumps(all_texts)
    for special in [[], ["--special"]]:
        ours = engine.run([options.limn, "tokenize", "--model", file, "--input", "-"] + special, given)[0]
        peer = engine.run([options.peer_python, engine.PEER, "tokenize", file] + special, given)[0]
        different = [i for i in range(len(all_texts)) if ours[i] != peer[i]]
        total = sum(len(ids) for ids in peer)
        print(f"ids{' with special tokens' if special else ''}: {len(all_texts)} texts, {total} tokens, {len(different)} texts differ")
        for i in sorted(different, key=lambda i: len(all_texts[i]))[:5]:
            print(f"  {all_texts[i][:60]!a}\n    Limn      {ours[i][:20]}\n    llama.cpp {peer[i][:20]}")
        wrong += len(different)
    return wrong


def compare_scores(options, file, language, text):
    """Returns whether perplexity and likeliest tokens are as near as they can be."""
    command = [options.limn, "tokenize", "--model", file, "--input", "-"]
    ids = engine.run(command, json.dumps([text]))[0][0][: options.tokens + 1]
    given = json.dumps([ids])
    threads = ["--threads", str(options.threads)]
    score = [options.limn, "score", "--model", file, "--input", "-"] + threads
    commands = {"Limn": score, "llama.cpp": [options.peer_python, engine.PEER, "score", file] + threads}
    precisions = {"8 bits": "bits8", "mixed": "mixed", "16 bits": "bits16"}
    commands |= {f"Limn, {name}": score + ["--precision", value] for name, value in precisions.items()}
    commands["Limn, 16 bits, cache in q8"] = score + ["--precision", "bits16", "--cache", "q8"]
    if not options.skip_floats:
        reference = os.path.join(HERE, "float_reference.py")
        commands["floats"] = [options.peer_python, reference, file]
    answers = {name: engine.run(command, given)[0][0] for name, command in commands.items()}
    perplexity = {
        name: math.exp(-sum(answer["logprobs"]) / len(answer["logprobs"])) for name, answer in answers.items()
    }
    base = "llama.cpp" if options.skip_floats else "floats"
    print(f"{language}, {len(ids) - 1} tokens{'':8}perplexity   to llama.cpp   to {base}   likeliest as {base}")
    agreement = {}
    for name, answer in answers.items():
        same = sum(a == b for a, b in zip(answer["best"], answers[base]["best"]))
        agreement[name] = same / len(answer["best"])
        print(
            f"  {name:28}{perplexity[name]:10.4f}{100 * (perplexity[name] / perplexity['llama.cpp'] - 1):+12.3f} %"
            f"{100 * (perplexity[name] / perplexity[base] - 1):+10.3f} %{100 * agreement[name]:12.2f} %"
        )
    sys.stdout.flush()

    def near(one, other):
        return abs(perplexity[one] / perplexity[other] - 1) < 0.005

    return (
        near("Limn", base)
        and (near("Limn", "llama.cpp") or not near("llama.cpp", base))
        and agreement["Limn"] >= min(0.98, agreement["llama.cpp"])
    )


def compare_caches(options, file, language, text):
    """What keys and values of 8 bits change, here and there."""
    command = [options.limn, "tokenize", "--model", file, "--input", "-"]
    ids = engine.run(command, json.dumps([text]))[0][0][: options.tokens + 1]
    threads = ["--threads", str(options.threads)]
    score = [options.limn, "score", "--model", file, "--input", "-"] + threads
    commands = {
        "Limn, 16 bits": score + ["--precision", "bits16"],
        "Limn": score,
        "llama.cpp": [options.peer_python, engine.PEER, "score", file] + threads,
    }
    print(f"{language}, {len(ids) - 1} tokens{'':5}perplexity   with q8   change   likeliest the same")
    for name, command in commands.items():
        half, bytes8 = [
            engine.run(command + ["--cache", cache], json.dumps([ids]))[0][0] for cache in ["f16", "q8"]
        ]
        perplexity = [
            math.exp(-sum(answer["logprobs"]) / len(answer["logprobs"])) for answer in [half, bytes8]
        ]
        same = sum(a == b for a, b in zip(half["best"], bytes8["best"])) / len(half["best"])
        print(
            f"  {name:16}{perplexity[0]:14.4f}{perplexity[1]:12.4f}"
            f"{100 * (perplexity[1] / perplexity[0] - 1):+10.3f} %{100 * same:12.2f} %"
        )
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", nargs="+", default=engine.MODELS)
    parser.add_argument("--texts", type=int, default=20000)
    parser.add_argument("--tokens", type=int, default=2000)
    parser.add_argument("--english", default=os.path.join(HERE, "prose/english.txt"))
    parser.add_argument("--chinese", default=os.path.join(HERE, "prose/chinese.txt"))
    parser.add_argument("--skip-floats", action="store_true")
    parser.add_argument("--cache", action="store_true")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--limn", default=os.path.join(ROOT, ".build/release/limn"))
    parser.add_argument("--peer-python", default=sys.executable)
    options = parser.parse_args()
    prose = {}
    for language in ["english", "chinese"]:
        with open(getattr(options, language), encoding="utf-8") as file:
            prose[language] = file.read()
    failed = False
    for model in options.models:
        file = engine.file_of(options.limn, model)
        if not file:
            print(f"\n{model} is not here; fetch it: limn models pull {model}")
            continue
        print(f"\n{model}")
        if options.cache:
            for language, text in prose.items():
                compare_caches(options, file, language, text)
            continue
        if options.texts:
            failed |= compare_ids(options, file, texts(options.texts, prose.values())) > 0
        if options.tokens:
            for language, text in prose.items():
                failed |= not compare_scores(options, file, language, text)
    sys.exit(failed)


if __name__ == "__main__":
    main()
