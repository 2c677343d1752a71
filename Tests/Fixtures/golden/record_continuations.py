#!/usr/bin/env python3
"""Record how llama.cpp continues the prompts below.

usage: record_continuations.py MODEL.gguf NAME      writes NAME.json beside this file
Needs `pip install xllamacpp gguf numpy`; xllamacpp carries llama.cpp. For each prompt the file holds
its text, its token ids, 24 greedy tokens with ends of text forbidden, and the ten most likely first
tokens with the natural logarithms of their probabilities.

llama.cpp runs a copy of the model whose weights have been turned into floats, number by number. With
the quantised file it rounds the inputs of products to 8 bits, which for SmolLM2 135M moves
log-probabilities by up to 0.4 against its own result with the same weights in floats: too much for a
golden.
"""
import json, pathlib, sys, tempfile, urllib.request
import numpy as np
import xllamacpp
from gguf import GGUFReader, GGUFValueType, GGUFWriter
from gguf.quants import dequantize

PROMPTS = [
    "The harbour wakes before the town does, and the first boats leave while the lamps are",
    "A good loaf of bread needs four things: flour, water, salt and",
    "When the rains come to the savanna, the zebras and wildebeest begin to",
    "My grandmother kept a small garden behind the house. In spring she would plant",
    "To reach the old lighthouse, follow the path along the cliff until you",
    "The library was quiet that afternoon. A boy sat by the window and read about",
    "Photosynthesis is the process by which green plants use sunlight to",
    "The train to the mountains leaves at seven in the morning, so we had to",
    "Bicycles became popular at the end of the nineteenth century because",
    "Most people think that winter is the worst time to visit the coast, but",
    "First, wash the apples and cut them into small pieces. Then put them in a pan with",
    "Dear Anna,\n\nThank you for your letter. It was good to hear that you",
    "The moon has no air and no weather, which means that footprints on its surface",
    "She opened the door slowly and looked into the room. There was nothing but",
    "Paris is the capital of France. Rome is the capital of",
    "Elephants are the largest animals on land. They live in groups led by",
]
TOKENS = 24



def write_floats(source, target):
    reader = GGUFReader(source)
    architecture = reader.fields["general.architecture"].contents()
    writer = GGUFWriter(target, architecture)
    replaced = ("general.architecture", "general.file_type", "general.quantization_version")
    for key, field in reader.fields.items():
        if key.startswith("GGUF.") or key in replaced:
            continue
        kind = field.types[0]
        element = field.types[-1] if kind == GGUFValueType.ARRAY else None
        writer.add_key_value(key, field.contents(), kind, element)
    writer.add_file_type(0)
    for tensor in reader.tensors:
        values = dequantize(tensor.data, tensor.tensor_type)
        writer.add_tensor(tensor.name, np.ascontiguousarray(values, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


here = pathlib.Path(__file__).parent
folder = tempfile.TemporaryDirectory()
floats = folder.name + "/floats.gguf"
write_floats(sys.argv[1], floats)
params = xllamacpp.CommonParams()
params.model.path = floats
params.n_ctx = 512
params.n_parallel = 1
params.warmup = False
server = xllamacpp.Server(params)


def post(path, body):
    request = urllib.request.Request(
        server.listening_address + path, json.dumps(body).encode(),
        {"Content-Type": "application/json"})
    return json.loads(urllib.request.urlopen(request, timeout=600).read())


rows = []
for text in PROMPTS:
    prompt = post("/tokenize", {"content": text, "add_special": False})["tokens"]
    answer = post("/completion", {
        "prompt": prompt, "n_predict": TOKENS, "temperature": 0, "samplers": ["top_k"], "top_k": 1,
        "ignore_eos": True, "cache_prompt": False, "n_probs": 10, "return_tokens": True})
    first = answer["completion_probabilities"][0]["top_logprobs"]
    rows.append({
        "text": text, "prompt": prompt, "ids": answer["tokens"],
        "first": [[entry["id"], round(entry["logprob"], 5)] for entry in first]})
    assert len(answer["tokens"]) == TOKENS
lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
(here / f"{sys.argv[2]}.json").write_text(f"[\n{lines}\n]\n")
