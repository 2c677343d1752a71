"""Writes the models of make_models.py as tokenizer.json, as transformers converts them, and records the ids
that the tokenizers library gives varied texts with them.

    pip install sentencepiece tokenizers
    python3 make_json.py

plain.json and llama.json change texts as Gemma's and Llama's files do. json-ids.json: texts, most of them
random Unicode, and for each file their ids.
"""

import json
import pathlib
import random

from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Tokenizer, models, normalizers, processors

here = pathlib.Path(__file__).parent
texts = json.loads((here / "ids.json").read_text())["texts"]
chance = random.Random(11)
BLOCKS = [(0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x5FF), (0x900, 0x97F), (0x2000, 0x206F),
          (0x3040, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0x1F300, 0x1FAFF)]
PARTS = ["<s>", "</s>", "<unk>", "<U0>", "<U1>", "<U00>", "the ", " and", "  ", "\n", "\u2581", "e\u0301", "\u00e9"]


def random_text():
    blocks = [chance.choice(BLOCKS) for _ in range(chance.randint(1, 3))]
    return "".join(
        chance.choice(PARTS) if chance.random() < 0.2 else chr(chance.randint(*chance.choice(blocks)))
        for _ in range(chance.randint(1, 40)))


more = [random_text() for _ in range(400)]
ids = {}
for name in ["plain", "llama"]:
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString((here / f"{name}.model").read_bytes())
    vocabulary = {piece.piece: id for id, piece in enumerate(model.pieces)}
    scored = [(piece.piece, piece.score) for piece in model.pieces]
    merges = []
    for text, score in scored:
        halves = [(text[:at], text[at:]) for at in range(1, len(text))]
        halves = [pair for pair in halves if pair[0] in vocabulary and pair[1] in vocabulary]
        merges += [(pair, score) for pair in sorted(halves, key=lambda pair: [vocabulary[half] for half in pair])]
    merges.sort(key=lambda merge: (merge[1], len(merge[0][0]), len(merge[0][1])), reverse=True)
    tokenizer = Tokenizer(models.BPE(
        vocabulary, [pair for pair, _ in merges], unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    steps = [normalizers.Prepend("\u2581")] if name == "llama" else []
    steps.append(normalizers.Replace(" ", "\u2581"))
    tokenizer.normalizer = normalizers.Sequence(steps) if len(steps) > 1 else steps[0]
    tokenizer.add_special_tokens([
        AddedToken(piece.piece, normalized=False, special=True) for piece in model.pieces if piece.type in [2, 3]])
    tokenizer.add_tokens([AddedToken(piece.piece, normalized=False) for piece in model.pieces if piece.type == 4])
    tokenizer.post_processor = processors.TemplateProcessing("<s> $A", special_tokens=[("<s>", vocabulary["<s>"])])
    document = json.loads(tokenizer.to_str())
    (here / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
    ids[name] = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts + more]
(here / "json-ids.json").write_text(
    json.dumps({"texts": texts + more, "ids": ids}, ensure_ascii=True, separators=(",", ":")) + "\n")
