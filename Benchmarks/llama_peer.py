#!/usr/bin/env python3
"""llama.cpp as a program of JSON in and JSON out, for the scripts that compare Limn with it.

usage: llama_peer.py bench MODEL [--threads 2] [--parallel 8]
       llama_peer.py write MODEL [--threads 2] [--parallel 8] < arrays of ids and a number
       llama_peer.py first MODEL [--threads 2] < ids
       llama_peer.py tokenize MODEL [--special] < texts
       llama_peer.py score MODEL [--threads 2] [--adapter FILE [--scale 1]] [--cache q8]
                         < arrays of ids

Needs `pip install xllamacpp`, a wheel that carries llama.cpp; run it with the Python that has it.

bench     speeds in tokens a second: of reading a prompt of 512 tokens, of 128 greedy tokens after
          it, and of 128 greedy tokens each of several streams together, by llama.cpp's own server
write     seconds that as many clients as the server has places take to have so many tokens written
          after each prompt; loading does not count, and what a place knows of a prompt it may use
first     seconds from the start of loading until the first token after a prompt, and how many of
          them reading the prompt took
tokenize  the ids of each text, without beginning-of-text
score     for each id but the first its log-probability after those before, and the most likely id;
          with a LoRA adapter where one is named, and keys and values of 8 bits where asked for
"""

import argparse
import ctypes
import json
import math
import resource
import sys
import threading
import time
import urllib.request

import xllamacpp
import xllamacpp.xllamacpp as extension

SENTENCE = (
    "The harbour wakes before the town does, and the first boats leave while the lamps are still lit. "
)


class Server:
    """llama.cpp's server within this process."""

    def __init__(self, model, threads, parallel=1):
        params = xllamacpp.CommonParams()
        params.model.path = model
        params.n_ctx = 1024 * parallel
        params.n_parallel = parallel
        params.cpuparams.n_threads = threads
        params.cpuparams_batch.n_threads = threads
        params.warmup = False
        self.server = xllamacpp.Server(params)

    def post(self, path, body):
        request = urllib.request.Request(
            self.server.listening_address + path,
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        return json.loads(urllib.request.urlopen(request, timeout=900).read())

    def complete(self, ids, count, reuse=False):
        """Greedy tokens after a prompt; returns the server's timings."""
        body = {"prompt": ids, "n_predict": count, "temperature": 0, "ignore_eos": True}
        body |= {"cache_prompt": reuse, "samplers": ["top_k"], "top_k": 1}
        return self.post("/completion", body)["timings"]


def bench(model, threads, parallel):
    server = Server(model, threads)
    ids = server.post("/tokenize", {"content": SENTENCE * 60})["tokens"][:512]
    server.complete(ids[:64], 8)
    one = server.complete(ids, 128)
    del server
    server = Server(model, threads, parallel)
    server.complete(ids[:64], 8)
    prompts = [ids[k : k + 32] for k in range(parallel)]
    streams = [threading.Thread(target=server.complete, args=(ids, 128)) for ids in prompts]
    start = time.monotonic()
    for stream in streams:
        stream.start()
    for stream in streams:
        stream.join()
    seconds = time.monotonic() - start
    return {
        "prefill_tps": one["prompt_per_second"],
        "decode_tps": one["predicted_per_second"],
        "batch_tps": parallel * 128 / seconds,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def write(model, threads, parallel, texts):
    server = Server(model, threads, parallel)
    server.complete(texts[0][0][:64], 8)
    waiting = list(reversed(texts))

    def client():
        while True:
            try:
                ids, count = waiting.pop()
            except IndexError:
                return
            server.complete(ids, count, reuse=True)

    clients = [threading.Thread(target=client) for _ in range(parallel)]
    start = time.monotonic()
    for thread in clients:
        thread.start()
    for thread in clients:
        thread.join()
    return {"seconds": time.monotonic() - start}


def first(model, threads, ids):
    start = time.monotonic()
    timings = Server(model, threads).complete(ids, 1)
    return {"seconds": time.monotonic() - start, "prefill_seconds": timings["prompt_ms"] / 1000}


class Parameters(ctypes.Structure):
    """A parameter structure, larger than any version's: handed on as llama.cpp filled it in."""

    _fields_ = [("bytes", ctypes.c_uint8 * 1024)]

    def replace(self, index, old, new):
        """Sets a 32-bit field of which the default is known, so that another layout is noticed."""
        fields = ctypes.cast(self.bytes, ctypes.POINTER(ctypes.c_int32))
        if fields[index] != old:
            sys.exit("this llama.cpp lays out its parameters otherwise; install another xllamacpp")
        fields[index] = new


class Batch(ctypes.Structure):
    _fields_ = [
        ("count", ctypes.c_int32),
        ("token", ctypes.POINTER(ctypes.c_int32)),
        ("embd", ctypes.c_void_p),
        ("pos", ctypes.POINTER(ctypes.c_int32)),
        ("n_seq_id", ctypes.POINTER(ctypes.c_int32)),
        ("seq_id", ctypes.POINTER(ctypes.POINTER(ctypes.c_int32))),
        ("logits", ctypes.POINTER(ctypes.c_int8)),
    ]


class Library:
    """llama.cpp's C interface, which the extension exports."""

    def __init__(self, model):
        self.c = c = ctypes.CDLL(extension.__file__)
        for name in ["llama_model_default_params", "llama_context_default_params"]:
            getattr(c, name).restype = Parameters
        c.llama_model_load_from_file.argtypes = [ctypes.c_char_p, Parameters]
        c.llama_init_from_model.argtypes = [ctypes.c_void_p, Parameters]
        c.llama_model_get_vocab.argtypes = [ctypes.c_void_p]
        for name in ["load_from_file", "get_vocab"]:
            getattr(c, f"llama_model_{name}").restype = ctypes.c_void_p
        c.llama_init_from_model.restype = ctypes.c_void_p
        c.llama_vocab_n_tokens.argtypes = [ctypes.c_void_p]
        c.llama_batch_init.restype = Batch
        c.llama_decode.argtypes = [ctypes.c_void_p, Batch]
        c.llama_get_logits_ith.argtypes = [ctypes.c_void_p, ctypes.c_int32]
        c.llama_get_logits_ith.restype = ctypes.POINTER(ctypes.c_float)
        c.llama_free.argtypes = [ctypes.c_void_p]
        self.silent = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)(
            lambda *_: None
        )
        c.llama_log_set(self.silent, None)
        c.llama_backend_init()
        self.model = c.llama_model_load_from_file(model.encode(), c.llama_model_default_params())
        if not self.model:
            sys.exit(f"llama.cpp cannot load {model}")
        self.vocabulary = c.llama_model_get_vocab(self.model)

    def tokenize(self, text, special):
        text = text.encode()
        room = len(text) + 8
        ids = (ctypes.c_int32 * room)()
        count = self.c.llama_tokenize(
            ctypes.c_void_p(self.vocabulary), text, len(text), ids, room, False, special
        )
        return ids[:count]

    def load_adapter(self, path):
        self.c.llama_adapter_lora_init.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        self.c.llama_adapter_lora_init.restype = ctypes.c_void_p
        adapter = self.c.llama_adapter_lora_init(self.model, path.encode())
        if not adapter:
            sys.exit(f"llama.cpp cannot load the adapter {path}")
        return adapter

    def score(self, ids, threads, piece=256, adapter=None, scale=1.0, cache="f16"):
        import numpy as np

        c = self.c
        parameters = c.llama_context_default_params()
        parameters.replace(0, 512, len(ids) + 8)
        parameters.replace(7, 4, threads)
        parameters.replace(8, 4, threads)
        if cache == "q8":
            # GGML_TYPE_F16 becomes GGML_TYPE_Q8_0, for keys and for values.
            parameters.replace(26, 1, 8)
            parameters.replace(27, 1, 8)
        context = c.llama_init_from_model(self.model, parameters)
        if adapter:
            set_adapters = c.llama_set_adapters_lora
            set_adapters.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p]
            pointers, scales = (ctypes.c_void_p * 1)(adapter), (ctypes.c_float * 1)(scale)
            if set_adapters(context, pointers, 1, scales) != 0:
                sys.exit("llama.cpp cannot apply the adapter")
        width = c.llama_vocab_n_tokens(self.vocabulary)
        batch = c.llama_batch_init(piece, 0, 1)
        result = {"logprobs": [], "best": []}
        for start in range(0, len(ids) - 1, piece):
            part = ids[start : min(start + piece, len(ids) - 1)]
            batch.count = len(part)
            for i, token in enumerate(part):
                batch.token[i], batch.pos[i], batch.n_seq_id[i] = token, start + i, 1
                batch.seq_id[i][0], batch.logits[i] = 0, 1
            if c.llama_decode(context, batch) != 0:
                sys.exit("llama.cpp cannot compute this")
            for i in range(len(part)):
                row = c.llama_get_logits_ith(context, i)
                logits = np.ctypeslib.as_array(row, (width,)).astype(np.float64)
                top = logits.max()
                total = top + math.log(np.exp(logits - top).sum())
                result["logprobs"].append(float(logits[ids[start + i + 1]] - total))
                result["best"].append(int(logits.argmax()))
        c.llama_free(context)
        return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("action", choices=["bench", "write", "first", "tokenize", "score"])
    parser.add_argument("model")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--parallel", type=int, default=8)
    parser.add_argument("--special", action="store_true")
    parser.add_argument("--adapter")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--cache", choices=["f16", "q8"], default="f16")
    options = parser.parse_args()
    if options.action == "bench":
        answer = bench(options.model, options.threads, options.parallel)
    elif options.action == "write":
        answer = write(options.model, options.threads, options.parallel, json.load(sys.stdin))
    elif options.action == "first":
        answer = first(options.model, options.threads, json.load(sys.stdin))
    else:
        library = Library(options.model)
        inputs = json.load(sys.stdin)
        if options.action == "tokenize":
            answer = [library.tokenize(text, options.special) for text in inputs]
        else:
            adapter = options.adapter and library.load_adapter(options.adapter)
            answer = [
                library.score(
                    ids, options.threads, adapter=adapter, scale=options.scale, cache=options.cache
                )
                for ids in inputs
            ]
    print(json.dumps(answer))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
