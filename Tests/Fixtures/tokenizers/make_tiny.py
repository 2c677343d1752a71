#!/usr/bin/env python3
"""Write tiny.json: a byte-pair vocabulary small enough to read, for tests without a model.

Control tokens 0-2, a user-defined token 3, the 256 bytes, then 120 merges learnt from the text
below, the most frequent pair first and the alphabetically first among equals.
"""
import collections, json, pathlib, re

TEXT = """Before sunrise the savanna is cold, so bring a jacket. The first hour is the best one.
Zebras, giraffes and lions are there; keep a distance and leave no trace. The harbour wakes before
the town does, and the first boats leave while the lamps are still lit. 黎明前的草原很冷，请带上外套。草原的黎明很美。"""


def alphabet():
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    table, extra = {b: chr(b) for b in printable}, 0
    for b in range(256):
        if b not in table:
            table[b] = chr(256 + extra)
            extra += 1
    return table


table = alphabet()
words = collections.Counter(
    tuple(table[b] for b in w.encode()) for w in re.findall(r"\s?\w+|\s?[^\w\s]+|\s+", TEXT))
merges = []
while len(merges) < 120:
    pairs = collections.Counter()
    for word, count in words.items():
        for pair in zip(word, word[1:]):
            pairs[pair] += count
    a, b = min(pairs, key=lambda p: (-pairs[p], p))
    merges.append(f"{a} {b}")
    merged = collections.Counter()
    for word, count in words.items():
        out = []
        for piece in word:
            if out and out[-1] == a and piece == b:
                out[-1] = a + b
            else:
                out.append(piece)
        merged[tuple(out)] += count
    words = merged
tokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tool_call>"]
kinds = [3, 3, 3, 4]
tokens += [table[b] for b in range(256)]
tokens += [m.replace(" ", "") for m in merges]
tokens = list(dict.fromkeys(tokens))
kinds += [1] * (len(tokens) - 4)
value = {"tokens": tokens, "kinds": kinds, "merges": merges, "endOfText": 2, "beginningOfText": 1}
(pathlib.Path(__file__).parent / "tiny.json").write_text(json.dumps(value, ensure_ascii=True, indent=0).replace("\n", " ") + "\n")
