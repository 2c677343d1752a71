"""Makes a checkpoint of SmolVLM-256M's shapes with random weights in half precision: 0.5 GB.

    python3 Benchmarks/smolvlm_checkpoint.py FOLDER [TOKENIZER_FOLDER]
    limn models import FOLDER --output FOLDER.gguf
    limn ask --model FOLDER.gguf PICTURE "What is it?"

It says nothing sensible, but takes the time and memory of the real one. TOKENIZER_FOLDER gives the tokenizer
and the chat template; Tests/Fixtures/vision/smolvlm if not given. Needs NumPy.
"""

import json
import pathlib
import shutil
import sys

import numpy

VISION = dict(hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12,
              image_size=512, patch_size=16)
TEXT = dict(model_type="llama", hidden_size=576, intermediate_size=1536, num_hidden_layers=30,
            num_attention_heads=9, num_key_value_heads=3, head_dim=64, vocab_size=49280,
            max_position_embeddings=8192, rms_norm_eps=1e-5, rope_theta=100000.0)
FACTOR, LONGEST = 4, 2048


def tensors():
    """Name and shape of every tensor, as published."""
    v, t = VISION, TEXT

    def layer(name, inputs, outputs, bias=True):
        yield name + ".weight", (outputs, inputs)
        if bias:
            yield name + ".bias", (outputs,)

    def norm(name):
        yield name + ".weight", (v["hidden_size"],)
        yield name + ".bias", (v["hidden_size"],)

    vision, width = "model.vision_model.", v["hidden_size"]
    yield vision + "embeddings.patch_embedding.weight", (width, 3, v["patch_size"], v["patch_size"])
    yield vision + "embeddings.patch_embedding.bias", (width,)
    yield vision + "embeddings.position_embedding.weight", ((v["image_size"] // v["patch_size"]) ** 2, width)
    yield from norm(vision + "post_layernorm")
    for index in range(v["num_hidden_layers"]):
        block = f"{vision}encoder.layers.{index}."
        yield from norm(block + "layer_norm1")
        yield from norm(block + "layer_norm2")
        for part in ["q_proj", "k_proj", "v_proj", "out_proj"]:
            yield from layer(block + "self_attn." + part, width, width)
        yield from layer(block + "mlp.fc1", width, v["intermediate_size"])
        yield from layer(block + "mlp.fc2", v["intermediate_size"], width)
    yield from layer("model.connector.modality_projection.proj", width * FACTOR**2, t["hidden_size"], bias=False)
    text, width = "model.text_model.", t["hidden_size"]
    yield text + "embed_tokens.weight", (t["vocab_size"], width)
    yield "lm_head.weight", (t["vocab_size"], width)
    yield text + "norm.weight", (width,)
    keys = t["num_key_value_heads"] * t["head_dim"]
    for index in range(t["num_hidden_layers"]):
        block = f"{text}layers.{index}."
        yield block + "input_layernorm.weight", (width,)
        yield block + "post_attention_layernorm.weight", (width,)
        for part, outputs in [("q", width), ("k", keys), ("v", keys), ("o", width)]:
            yield from layer(f"{block}self_attn.{part}_proj", width, outputs, bias=False)
        for part in ["gate", "up"]:
            yield from layer(f"{block}mlp.{part}_proj", width, t["intermediate_size"], bias=False)
        yield from layer(block + "mlp.down_proj", t["intermediate_size"], width, bias=False)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    here = pathlib.Path(__file__).parent.parent / "Tests/Fixtures/vision/smolvlm"
    tokenizer = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else here
    for name in ["tokenizer.json", "tokenizer_config.json", "generation_config.json", "chat_template.json"]:
        shutil.copy(tokenizer / name, folder / name)
    (folder / "config.json").write_text(json.dumps(dict(
        model_type="smolvlm", scale_factor=FACTOR, vision_config=VISION, text_config=TEXT)))
    (folder / "preprocessor_config.json").write_text(json.dumps(dict(
        do_image_splitting=True, size={"longest_edge": LONGEST}, max_image_size={"longest_edge": 512},
        image_mean=[0.5] * 3, image_std=[0.5] * 3)))
    header, offset, shapes = {}, 0, list(tensors())
    for name, shape in shapes:
        size = 2 * int(numpy.prod(shape))
        header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    chance = numpy.random.default_rng(1)
    with open(folder / "model.safetensors", "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name, shape in shapes:
            values = chance.standard_normal(shape, numpy.float32)
            values *= 0.7 / numpy.sqrt(shape[-1]) if len(shape) > 1 else 0.1
            if "norm" in name and name.endswith("weight"):
                values += 1
            file.write(values.astype(numpy.float16).tobytes())
    print(f"{len(shapes)} tensors, {offset / 1e6:.0f} MB")


main()
