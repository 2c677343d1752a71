"""Makes a checkpoint of InternLM-XComposer-7B's shapes and types with random weights: 18.6 GB.

    python3 Benchmarks/xcomposer_checkpoint.py FOLDER
    limn models import FOLDER --output FOLDER.gguf

It says nothing sensible, but takes the time and memory of the real one, whose weights cannot be had
everywhere. Needs NumPy. `--layers` and `--blocks` make smaller ones.
"""

import argparse
import json
import pathlib

import numpy

VISION, SAMPLER, LANGUAGE, INNER, TOKENS, RANK = 1408, 768, 4096, 11008, 103168, 256


def tensors(layers, blocks):
    """Name, type and shape of every tensor, as published."""

    def layer(name, inputs, outputs, type="F32", bias=True):
        yield name + ".weight", type, (outputs, inputs)
        if bias:
            yield name + ".bias", type, (outputs,)

    def norm(name, width):
        yield name + ".weight", "F32", (width,)
        yield name + ".bias", "F32", (width,)

    vision = "visual_encoder."
    yield vision + "cls_token", "F32", (1, 1, VISION)
    yield vision + "pos_embed", "F32", (1, 257, VISION)
    yield vision + "patch_embed.proj.weight", "F16", (VISION, 3, 14, 14)
    yield vision + "patch_embed.proj.bias", "F16", (VISION,)
    for index in range(blocks):
        block = f"{vision}blocks.{index}."
        yield from norm(block + "norm1", VISION)
        yield from norm(block + "norm2", VISION)
        yield from layer(block + "attn.qkv", VISION, 3 * VISION, "F16", bias=False)
        yield block + "attn.q_bias", "F32", (VISION,)
        yield block + "attn.v_bias", "F32", (VISION,)
        yield from layer(block + "attn.proj", VISION, VISION, "F16")
        yield from layer(block + "mlp.fc1", VISION, 6144, "F16")
        yield from layer(block + "mlp.fc2", 6144, VISION, "F16")
    yield from norm("ln_vision", VISION)
    yield "query_tokens", "F32", (1, 64, SAMPLER)
    yield from norm("Qformer.bert.embeddings.LayerNorm", SAMPLER)
    yield "Qformer.bert.embeddings.position_ids", "I64", (1, 512)
    for index in range(12):
        base = f"Qformer.bert.encoder.layer.{index}."
        for part, inputs in [("attention", SAMPLER), ("crossattention", VISION)]:
            if part == "crossattention" and index % 2:
                continue
            yield from layer(base + part + ".self.query", SAMPLER, SAMPLER)
            yield from layer(base + part + ".self.key", inputs, SAMPLER)
            yield from layer(base + part + ".self.value", inputs, SAMPLER)
            yield from layer(base + part + ".output.dense", SAMPLER, SAMPLER)
            yield from norm(base + part + ".output.LayerNorm", SAMPLER)
        yield from layer(base + "intermediate_query.dense", SAMPLER, 3072)
        yield from layer(base + "output_query.dense", 3072, SAMPLER)
        yield from norm(base + "output_query.LayerNorm", SAMPLER)
    yield from layer("internlm_proj", SAMPLER, LANGUAGE)
    yield "flag_image_start", "F32", (1, 1, LANGUAGE)
    yield "flag_image_end", "F32", (1, 1, LANGUAGE)
    model = "internlm_model."
    yield from layer(model + "model.embed_tokens", LANGUAGE, TOKENS, "F16", bias=False)
    yield from layer(model + "lm_head", LANGUAGE, TOKENS, "F16", bias=False)
    yield model + "model.norm.weight", "F16", (LANGUAGE,)
    for index in range(layers):
        base = f"{model}model.layers.{index}."
        yield base + "input_layernorm.weight", "F16", (LANGUAGE,)
        yield base + "post_attention_layernorm.weight", "F16", (LANGUAGE,)
        yield base + "self_attn.rotary_emb.inv_freq", "F16", (64,)
        for part, inputs, outputs, bias, adapted in [
            ("self_attn.q_proj", LANGUAGE, LANGUAGE, True, True),
            ("self_attn.k_proj", LANGUAGE, LANGUAGE, True, False),
            ("self_attn.v_proj", LANGUAGE, LANGUAGE, True, True),
            ("self_attn.o_proj", LANGUAGE, LANGUAGE, True, False),
            ("mlp.gate_proj", LANGUAGE, INNER, False, False),
            ("mlp.up_proj", LANGUAGE, INNER, False, True),
            ("mlp.down_proj", INNER, LANGUAGE, False, True),
        ]:
            yield from layer(base + part, inputs, outputs, "F16", bias)
            if adapted:
                yield from layer(base + part + ".lora_A", inputs, RANK, bias=False)
                yield from layer(base + part + ".lora_B", RANK, outputs, bias=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--layers", type=int, default=32, help="layers of the language model")
    parser.add_argument("--blocks", type=int, default=39, help="blocks of the vision encoder")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    everything = list(tensors(options.layers, options.blocks))
    sizes = {"F32": 4, "F16": 2, "I64": 8}
    header, offset = {}, 0
    for name, type, shape in everything:
        end = offset + int(numpy.prod(shape)) * sizes[type]
        header[name] = {"dtype": type, "shape": shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    random = numpy.random.default_rng(7)
    # One block of random numbers, read from other places for each tensor.
    block = random.standard_normal(1 << 24, dtype=numpy.float32)
    with open(options.folder / "model.safetensors", "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name, type, shape in everything:
            left = int(numpy.prod(shape))
            if type == "I64":
                numpy.arange(left).astype("<i8").tofile(file)
                continue
            isMatrix = len(shape) == 2
            scale = 0.5 / shape[-1] ** 0.5 if isMatrix else 0.02
            isNorm = not isMatrix and name.endswith("weight") and len(shape) == 1
            while left:
                start = int(random.integers(len(block) // 2))
                part = block[start : start + left] * numpy.float32(scale) + numpy.float32(isNorm)
                part.astype("<f2" if type == "F16" else "<f4").tofile(file)
                left -= len(part)
    configuration = {"model_type": "InternLMXComposer", "num_hidden_layers": options.layers}
    if options.blocks != 39:
        configuration["tiny_extra"] = {"vision": {"depth": options.blocks}}
    (options.folder / "config.json").write_text(json.dumps(configuration, indent=1) + "\n")
    print(f"{options.folder}: {len(everything)} tensors, {offset:,} bytes")


if __name__ == "__main__":
    main()
