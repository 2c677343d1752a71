#!/usr/bin/env python3
"""A decoder in single precision on dequantised weights: what rounding is measured against.

usage: float_reference.py MODEL < arrays of ids

Needs `pip install numpy gguf`. Written plainly from the papers, for the architectures llama and
qwen2: no cache, no rounding of inputs, keys or values. For each id but the first it gives its
log-probability after those before, and the most likely id.
"""

import json
import sys

import numpy as np
from gguf import GGUFReader
from gguf.quants import dequantize


class Decoder:
    def __init__(self, path):
        self.file = GGUFReader(path)
        self.tensors = {tensor.name: tensor for tensor in self.file.tensors}
        self.family = self.value("general.architecture")
        if self.family not in ["llama", "qwen2"]:
            sys.exit(f"the architecture {self.family} is not written here")
        self.heads = self.value(f"{self.family}.attention.head_count")
        self.shared = self.value(f"{self.family}.attention.head_count_kv", self.heads)
        self.epsilon = np.float32(self.value(f"{self.family}.attention.layer_norm_rms_epsilon"))
        self.base = self.value(f"{self.family}.rope.freq_base", 10000.0)

    def value(self, key, default=None):
        field = self.file.fields.get(key)
        return default if field is None else field.contents()

    def weight(self, name):
        tensor = self.tensors[name]
        return np.ascontiguousarray(dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)

    def project(self, x, name):
        result = x @ self.weight(f"{name}.weight").T
        return result + self.weight(f"{name}.bias") if f"{name}.bias" in self.tensors else result

    def normalize(self, x, name):
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + self.epsilon) * self.weight(name)

    def rotate(self, x):
        size = x.shape[-1]
        angles = np.outer(np.arange(len(x)), self.base ** (-2.0 * np.arange(size // 2) / size))
        cosine, sine = np.cos(angles)[:, None].astype("f4"), np.sin(angles)[:, None].astype("f4")
        result = np.empty_like(x)
        # The converter of llama has permuted rows so that pairs are neighbours.
        pairs = slice(0, None, 2), slice(1, None, 2)
        if self.family == "qwen2":
            pairs = slice(0, size // 2), slice(size // 2, None)
        a, b = x[..., pairs[0]], x[..., pairs[1]]
        result[..., pairs[0]], result[..., pairs[1]] = a * cosine - b * sine, a * sine + b * cosine
        return result

    def attend(self, x, layer):
        count, size = len(x), self.weight(f"{layer}.attn_q.weight").shape[0] // self.heads
        query = self.rotate(self.project(x, f"{layer}.attn_q").reshape(count, self.heads, size))
        key = self.rotate(self.project(x, f"{layer}.attn_k").reshape(count, self.shared, size))
        value = self.project(x, f"{layer}.attn_v").reshape(count, self.shared, size)
        future = np.triu(np.full((count, count), -np.inf, dtype=np.float32), 1)
        result = np.empty_like(query)
        for head in range(self.heads):
            own = head * self.shared // self.heads
            scores = query[:, head] @ key[:, own].T / np.float32(np.sqrt(size)) + future
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            result[:, head] = scores / scores.sum(-1, keepdims=True) @ value[:, own]
        return self.project(result.reshape(count, -1), f"{layer}.attn_output")

    def score(self, ids):
        x = self.weight("token_embd.weight")[ids[:-1]]
        for index in range(self.value(f"{self.family}.block_count")):
            layer = f"blk.{index}"
            x = x + self.attend(self.normalize(x, f"{layer}.attn_norm.weight"), layer)
            inputs = self.normalize(x, f"{layer}.ffn_norm.weight")
            gate, up = (self.project(inputs, f"{layer}.ffn_{part}") for part in ["gate", "up"])
            x = x + self.project(gate / (1 + np.exp(-gate)) * up, f"{layer}.ffn_down")
        x = self.normalize(x, "output_norm.weight")
        head = self.weight("output.weight" if "output.weight" in self.tensors else "token_embd.weight")
        result = {"logprobs": [], "best": []}
        # A hundred rows at once, for all would take gigabytes.
        rows = (row for start in range(0, len(x), 100) for row in x[start : start + 100] @ head.T)
        for row, token in zip(rows, ids[1:]):
            logits = row.astype(np.float64)
            total = logits.max() + np.log(np.exp(logits - logits.max()).sum())
            result["logprobs"].append(float(logits[token] - total))
            result["best"].append(int(logits.argmax()))
        return result


if __name__ == "__main__":
    decoder = Decoder(sys.argv[1])
    print(json.dumps([decoder.score(ids) for ids in json.load(sys.stdin)]))
