#!/usr/bin/env python3
"""Write quantized-blocks.json: a few blocks of each element type and the floats they stand for.

Needs `pip install gguf numpy`. The bytes are random but for sane scales; the floats come from the
dequantisers of the gguf package, the reference implementation that llama.cpp's authors keep.
"""
import base64, json, pathlib
import numpy as np
from gguf import GGMLQuantizationType as T
from gguf.quants import dequantize

BYTES = {T.F32: 4, T.F16: 2, T.BF16: 2, T.Q4_0: 18, T.Q4_1: 20, T.Q5_0: 22, T.Q5_1: 24, T.Q8_0: 34,
         T.Q4_K: 144, T.Q5_K: 176, T.Q6_K: 210}
# Where a block's half-precision scales lie.
SCALES = {T.F16: [0], T.Q4_0: [0], T.Q4_1: [0, 2], T.Q5_0: [0], T.Q5_1: [0, 2], T.Q8_0: [0],
          T.Q4_K: [0, 2], T.Q5_K: [0, 2], T.Q6_K: [208]}
random = np.random.default_rng(7)
rows = []
for kind, size in BYTES.items():
    blocks = 3 if size > 4 else 16
    data = random.integers(0, 256, (blocks, size), dtype=np.uint8)
    for offset in SCALES.get(kind, []):
        halves = random.uniform(-0.1, 0.1, blocks).astype(np.float16)
        data[:, offset:offset + 2] = halves.view(np.uint8).reshape(blocks, 2)
    if kind == T.F32:
        data = random.normal(size=(blocks, 1)).astype(np.float32).view(np.uint8)
    if kind == T.BF16:
        data = random.normal(size=(blocks, 1)).astype(np.float32).view(np.uint8)[:, 2:]
    data = np.ascontiguousarray(data)
    if kind in (T.F32, T.F16):
        values = data.view(np.float32 if kind == T.F32 else np.float16).astype(np.float32)
    else:
        values = dequantize(data, kind)
    rows.append({"type": kind.name, "bytes": base64.b64encode(data.tobytes()).decode(),
                 "values": [float(f"{v:.8g}") for v in values.astype(np.float32).ravel()]})
lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
pathlib.Path(__file__).with_name("quantized-blocks.json").write_text(f"[\n{lines}\n]\n")
