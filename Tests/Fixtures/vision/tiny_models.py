"""What the scripts that make the fixtures of this folder share."""

import numpy as np
import torch


def round_keys_and_values(module):
    plain = module.eager_attention_forward

    def rounded(attention, query, key, value, *rest, **named):
        return plain(attention, query, key.half().float(), value.half().float(), *rest, **named)

    module.eager_attention_forward = rounded


def random_weights(model, seed):
    chance = np.random.default_rng(seed)
    for name, weight in sorted(model.named_parameters()):
        if weight.dim() >= 2:
            values = chance.normal(0, 1.2 / np.sqrt(np.prod(weight.shape[1:])), weight.shape)
            if "embed" in name:
                values = chance.normal(0, 1, weight.shape)
            values = values.astype(np.float16)
        else:
            values = chance.normal(0 if "bias" in name else 1, 0.2, weight.shape)
        weight.data = torch.tensor(values.astype(np.float32))
    return model.eval()
