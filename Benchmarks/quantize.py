#!/usr/bin/env python3
"""Compares what quantising costs with what it costs with llama.cpp's quantiser.

usage: Benchmarks/quantize.py [MODEL …] --peer-library FILE [--peer-library FILE …] [--types q4_k …]
                              [--tokens 1500] [--rotate] [--limn PATH] [--peer-python PATH]

--peer-library names llama.cpp's shared library (libllama.so), which exports llama_model_quantize; name
those that it needs before it. --peer-python names a Python with `pip install numpy gguf`.

Each model (a catalog name or a path) is first stored in F32, which both quantisers then take. Both
files are scored by Limn with inputs of 16 bits, so that the weights alone make the difference: the
perplexity of prose and of Limn's guide by that of the F32 file, how often the likeliest token is the
F32 file's, and the bytes.

The models of the catalog are quantised already, so their weights lie on a grid that may suit one
method more than another. --rotate turns the vectors between the layers by a random rotation first,
which changes nothing of what a model computes (its norms are merged into the matrices) and leaves no
grid.

Ends with 1 if a perplexity is more than 1 % above that of llama.cpp's file.
"""

import argparse
import ctypes
import glob
import json
import math
import os
import subprocess
import sys
import tempfile

import engine

ROOT = os.path.dirname(engine.HERE)
# llama_ftype in llama.h.
TYPES = {"q8_0": 7, "q6_k": 18, "q4_k": 15, "q4_0": 2}
MODELS = ["smollm2-135m-instruct", "qwen2.5-coder-0.5b-instruct"]


class Parameters(ctypes.Structure):
    """llama_model_quantize_params; what follows the first fields stays as llama.cpp fills it in."""

    _fields_ = [("threads", ctypes.c_int32), ("type", ctypes.c_int32), ("rest", ctypes.c_uint8 * 256)]


def quantize_by_peer(libraries, source, kind, target):
    """Runs in a process of its own, because llama.cpp prints what it does."""
    for path in libraries[:-1]:
        ctypes.CDLL(path, mode=ctypes.RTLD_GLOBAL)
    library = ctypes.CDLL(libraries[-1])
    library.llama_model_quantize_default_params.restype = Parameters
    library.llama_model_quantize.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p]
    parameters = library.llama_model_quantize_default_params()
    # Q5_1 is the default; another value means another layout.
    if (parameters.threads, parameters.type) != (0, 9):
        sys.exit("this llama.cpp lays out its parameters otherwise; use another version")
    parameters.type = TYPES[kind]
    if library.llama_model_quantize(source.encode(), target.encode(), ctypes.byref(parameters)) != 0:
        sys.exit(f"llama.cpp cannot quantise {source}")


def rotate(source, target):
    """Writes the same model in F32 with the vectors between its layers rotated."""
    import gguf
    import numpy as np

    reader = gguf.GGUFReader(source)
    tensors = {tensor.name: tensor.data.astype(np.float64) for tensor in reader.tensors}
    width = tensors["output_norm.weight"].shape[0]
    turn = np.linalg.qr(np.random.default_rng(7).normal(size=(width, width)))[0]
    ones = np.ones(width)
    tensors.setdefault("output.weight", tensors["token_embd.weight"])
    for name in list(tensors):
        part = name.split(".")[-2]
        layer = name.rsplit(".", 2)[0]
        if part in ["attn_q", "attn_k", "attn_v"] and name.endswith("weight"):
            tensors[name] = (tensors[name] * tensors[f"{layer}.attn_norm.weight"]) @ turn
        elif part in ["ffn_gate", "ffn_up"]:
            tensors[name] = (tensors[name] * tensors[f"{layer}.ffn_norm.weight"]) @ turn
        elif part in ["attn_output", "ffn_down"]:
            tensors[name] = turn.T @ tensors[name]
    tensors["output.weight"] = (tensors["output.weight"] * tensors["output_norm.weight"]) @ turn
    tensors["token_embd.weight"] = tensors["token_embd.weight"] @ turn
    for name in tensors:
        if name.endswith(("attn_norm.weight", "ffn_norm.weight", "output_norm.weight")):
            tensors[name] = ones
    architecture = reader.fields["general.architecture"].contents()
    writer = gguf.GGUFWriter(target, architecture)
    for key, field in reader.fields.items():
        if key.startswith("GGUF.") or key == "general.architecture":
            continue
        element = field.types[1] if field.types[0] == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(key, field.contents(), field.types[0], sub_type=element)
    for name, values in tensors.items():
        writer.add_tensor(name, np.ascontiguousarray(values.astype(np.float32)))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def texts():
    """English, Chinese and technical prose."""
    parts = {"English": ["Benchmarks/prose/english.txt"], "Chinese": ["Benchmarks/prose/chinese.txt"]}
    parts["guide"] = sorted(glob.glob("Documentation/Guide/*.md", root_dir=ROOT))
    for name, paths in parts.items():
        yield name, "\n\n".join(open(os.path.join(ROOT, path)).read() for path in paths)


def scores(options, file, ids):
    command = [options.limn, "score", "--model", file, "--input", "-", "--precision", "bits16"]
    return engine.run(command + ["--threads", str(options.threads)], json.dumps(list(ids.values())))[0]


def perplexity(answer):
    return math.exp(-sum(answer["logprobs"]) / len(answer["logprobs"]))


def compare(options, model, folder):
    """Returns whether all types are as good as llama.cpp's."""
    given = engine.file_of(options.limn, model)
    if given is None:
        print(f"{model} is not on this machine: limn models pull {model}")
        return True
    plain = os.path.join(folder, "plain.gguf")
    quantize = [options.limn, "models", "quantize", "--quiet", "--threads", str(options.threads)]
    subprocess.run(quantize + [given, "--to", "f32", "--output", plain], check=True)
    if options.rotate:
        turned = os.path.join(folder, "turned.gguf")
        subprocess.run([options.peer_python, __file__, "--rotated", plain, turned], check=True)
        plain = turned
    command = [options.limn, "tokenize", "--model", plain, "--input", "-"]
    parts = dict(texts())
    tokens = engine.run(command, json.dumps(list(parts.values())))[0]
    ids = {name: part[: options.tokens + 1] for name, part in zip(parts, tokens)}
    base = scores(options, plain, ids)
    print(f"{os.path.basename(given)}{', rotated' if options.rotate else ''}; perplexity of F32: ", end="")
    print(", ".join(f"{name} {perplexity(answer):.2f}" for name, answer in zip(ids, base)))
    print(f"{'':14}perplexity by that of F32: Limn, llama.cpp, ratio; likeliest as F32's")
    good = True
    for kind in options.types:
        files = {name: os.path.join(folder, f"{name}.gguf") for name in ["ours", "theirs"]}
        subprocess.run(quantize + [plain, "--to", kind, "--output", files["ours"]], check=True)
        peer = [options.peer_python, __file__, "--quantized", plain, kind, files["theirs"]]
        for path in options.peer_library:
            peer += ["--peer-library", path]
        subprocess.run(peer, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        answers = {name: scores(options, file, ids) for name, file in files.items()}
        size = {name: os.path.getsize(file) for name, file in files.items()}
        print(f"{kind}: {size['ours'] / 1e6:.1f} MB, llama.cpp {size['theirs'] / 1e6:.1f} MB")
        total = {"ours": 0.0, "theirs": 0.0}
        count = 0
        for index, name in enumerate(ids):
            cost, agree = {}, {}
            for who in files:
                answer = answers[who][index]
                cost[who] = perplexity(answer) / perplexity(base[index])
                same = sum(a == b for a, b in zip(answer["best"], base[index]["best"]))
                agree[who] = same / len(answer["best"])
                total[who] -= sum(answer["logprobs"])
            count += len(base[index]["logprobs"])
            ratio = cost["ours"] / cost["theirs"]
            print(f"  {name:12}{cost['ours']:.4f}  {cost['theirs']:.4f}  {ratio:.4f}", end="")
            print(f"   {agree['ours']:.1%}  {agree['theirs']:.1%}")
        ratio = math.exp((total["ours"] - total["theirs"]) / count)
        print(f"  all {count} tokens: ratio {ratio:.4f}")
        good = good and ratio <= 1.01
        for file in files.values():
            os.remove(file)
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*")
    parser.add_argument("--types", nargs="+", choices=TYPES, default=list(TYPES))
    parser.add_argument("--tokens", type=int, default=1500)
    parser.add_argument("--rotate", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--limn", default=os.path.join(ROOT, ".build/release/limn"))
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--peer-library", action="append", required=True)
    # What the Python of the peer does.
    parser.add_argument("--quantized", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.quantized:
        source, kind, target = options.quantized
        return quantize_by_peer(options.peer_library, source, kind, target)
    good = True
    for model in options.models or MODELS:
        with tempfile.TemporaryDirectory() as folder:
            good = compare(options, model, folder) and good
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--rotated"]:
        rotate(*sys.argv[2:])
    else:
        main()
