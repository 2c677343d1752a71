#!/usr/bin/env python3
"""Other programs at the shapes of InternLM-XComposer-7B, for Benchmarks/xcomposer.py.

usage: xcomposer_peer.py strip MODEL.gguf OUTPUT.gguf
       xcomposer_peer.py language MODEL.gguf --prompt 512 --tokens 48 [--threads 2]
       xcomposer_peer.py vision [--threads 2] [--type float32]

Needs `pip install xllamacpp gguf torch`.

strip     the language model alone, as a file that llama.cpp reads: the same packed weights under the
          same names. The angles of its positions are ordered otherwise, which costs no more or less
language  seconds of loading, and tokens a second of reading a prompt and of greedy tokens after it,
          by llama.cpp
vision    seconds a picture takes through layers of the same shapes in PyTorch, random weights, and the
          GFLOP a second of PyTorch's own product of two large matrices
"""

import argparse
import json
import os
import resource
import sys
import time

WIDTH, BLOCKS, HEADS, INNER, TOKENS = 1408, 39, 16, 6144, 257
QUERIES, SAMPLER, LAYERS, SAMPLER_HEADS, SAMPLER_INNER, LANGUAGE = 64, 768, 12, 12, 3072, 4096


def is_language(name):
    return name.startswith("blk.") or name in (
        "token_embd.weight",
        "output.weight",
        "output_norm.weight",
    )


def strip(source, output):
    import gguf

    reader = gguf.GGUFReader(source)
    writer = gguf.GGUFWriter(output, "llama")
    for name, add in [
        ("block_count", writer.add_block_count),
        ("context_length", writer.add_context_length),
        ("embedding_length", writer.add_embedding_length),
        ("feed_forward_length", writer.add_feed_forward_length),
        ("attention.head_count", writer.add_head_count),
        ("attention.head_count_kv", writer.add_head_count_kv),
        ("attention.layer_norm_rms_epsilon", writer.add_layer_norm_rms_eps),
        ("rope.freq_base", writer.add_rope_freq_base),
    ]:
        add(reader.fields["internlm-xcomposer." + name].contents())
    writer.add_tokenizer_model("llama")
    for name, add in [
        ("tokens", writer.add_token_list),
        ("scores", writer.add_token_scores),
        ("token_type", writer.add_token_types),
        ("bos_token_id", writer.add_bos_token_id),
        ("eos_token_id", writer.add_eos_token_id),
    ]:
        field = reader.fields.get("tokenizer.ggml." + name)
        if field is None:
            sys.exit(f"{source} has no tokenizer; import a folder with tokenizer.model")
        add(field.contents())
    tensors = [tensor for tensor in reader.tensors if is_language(tensor.name)]
    for tensor in tensors:
        writer.add_tensor_info(
            tensor.name, tensor.data.shape, tensor.data.dtype, tensor.data.nbytes, tensor.tensor_type
        )
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for tensor in tensors:
        writer.write_tensor_data(tensor.data)
    writer.close()
    # Each token reads all of them, but for the rows of the embedding that it does not have.
    read = sum(tensor.data.nbytes for tensor in tensors if tensor.name != "token_embd.weight")
    numbers = sum(int(tensor.n_elements) for tensor in tensors if tensor.name.endswith(".weight"))
    numbers -= next(int(t.n_elements) for t in tensors if t.name == "token_embd.weight")
    return {"read_bytes": read, "weights": numbers}


def language(model, threads, prompt, tokens):
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from llama_peer import Server

    start = time.monotonic()
    server = Server(model, threads)
    server.complete([1], 1)
    load = time.monotonic() - start
    timings = server.complete([1] + list(range(1000, 999 + prompt)), tokens)
    return {
        "load_seconds": load,
        "prefill_tps": timings["prompt_per_second"],
        "decode_tps": timings["predicted_per_second"],
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def vision(threads, type):
    import torch
    from torch import nn
    from torch.nn import functional

    torch.set_num_threads(threads)
    type = getattr(torch, type)

    class Attention(nn.Module):
        def __init__(self, width, heads, source=None):
            super().__init__()
            self.heads = heads
            self.query = nn.Linear(width, width)
            self.both = nn.Linear(source or width, 2 * width)
            self.out = nn.Linear(width, width)

        def forward(self, x, source=None):
            def split(y):
                return y.unflatten(-1, (self.heads, -1)).transpose(1, 2)

            keys, values = self.both(x if source is None else source).chunk(2, -1)
            y = functional.scaled_dot_product_attention(
                split(self.query(x)), split(keys), split(values)
            )
            return self.out(y.transpose(1, 2).flatten(2))

    class Block(nn.Module):
        def __init__(self, width, heads, inner, source=None):
            super().__init__()
            self.attention = Attention(width, heads)
            self.cross = Attention(width, heads, source) if source else None
            self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
            self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(3))

        def forward(self, x, source=None):
            x = x + self.attention(self.norms[0](x))
            if self.cross is not None:
                x = x + self.cross(self.norms[1](x), source)
            return x + self.down(functional.gelu(self.up(self.norms[2](x))))

    with torch.inference_mode():
        patches = nn.Conv2d(3, WIDTH, 14, 14).to(type)
        blocks = nn.ModuleList(Block(WIDTH, HEADS, INNER) for _ in range(BLOCKS)).to(type)
        sampler = nn.ModuleList(
            Block(SAMPLER, SAMPLER_HEADS, SAMPLER_INNER, None if index % 2 else WIDTH)
            for index in range(LAYERS)
        ).to(type)
        projection = nn.Linear(SAMPLER, LANGUAGE).to(type)
        queries = torch.randn(1, QUERIES, SAMPLER).to(type)
        times = []
        for _ in range(4):
            picture = torch.randn(1, 3, 224, 224).to(type)
            start = time.monotonic()
            x = patches(picture).flatten(2).transpose(1, 2)
            x = torch.cat([x[:, :1], x], 1)
            for block in blocks:
                x = block(x)
            y = queries
            for block in sampler:
                y = block(y, x)
            projection(y)
            times.append(time.monotonic() - start)
        numbers = sum(p.numel() for p in blocks.parameters()) * TOKENS
        numbers += sum(p.numel() for p in sampler.parameters()) * QUERIES
        one, other = torch.randn(4096, 4096), torch.randn(4096, 4096)
        one @ other
        start = time.monotonic()
        for _ in range(3):
            one @ other
        product = 3 * 2 * 4096**3 / (time.monotonic() - start)
    return {
        "picture_seconds": min(times[1:]),
        "flop": 2 * numbers,
        "product_flops": product,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["strip", "language", "vision"])
    parser.add_argument("files", nargs="*")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--prompt", type=int, default=512)
    parser.add_argument("--tokens", type=int, default=48)
    parser.add_argument("--type", default="float32")
    options = parser.parse_args()
    if options.what == "strip":
        answer = strip(*options.files)
    elif options.what == "language":
        answer = language(options.files[0], options.threads, options.prompt, options.tokens)
    else:
        answer = vision(options.threads, options.type)
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
