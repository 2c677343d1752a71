"""Writes halves.bin: tensors of several types as torch.save writes them, zipped.

    pip install torch
    python3 make_halves.py
"""

import pathlib

import torch

here = pathlib.Path(__file__).parent
torch.save(
    {
        "half": torch.tensor([[1.0, -2.5, 0.1], [6e-8, 65504.0, 0.0]], dtype=torch.float16),
        "bfloat": torch.tensor([1.0, -3.140625], dtype=torch.bfloat16),
        "turned": torch.arange(6, dtype=torch.float16).reshape(2, 3).t(),
        "narrow": torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)[:, 1:, :2],
        "single": torch.tensor(7.0),
        "empty": torch.zeros(0, 3),
        "ids": torch.arange(3),
        "parameter": torch.nn.Parameter(torch.tensor([0.5])),
    },
    here / "halves.bin")
