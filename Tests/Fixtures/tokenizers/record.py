#!/usr/bin/env python3
"""Record the token ids llama.cpp gives for the strings in strings.json.

usage: record.py MODEL.gguf NAME      writes NAME.json beside this file
Needs `pip install xllamacpp`, which carries llama.cpp. The file holds, for every string in
order, the ids without and with the parsing of special tokens, and no beginning-of-text token.
"""
import json, pathlib, sys, urllib.request
import xllamacpp

here = pathlib.Path(__file__).parent
texts = json.loads((here / "strings.json").read_text())
params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.n_ctx = 512
params.warmup = False
server = xllamacpp.Server(params)


def tokenize(text, special):
    body = {"content": text, "add_special": False, "parse_special": special}
    request = urllib.request.Request(
        server.listening_address + "/tokenize",
        json.dumps(body).encode(), {"Content-Type": "application/json"})
    return json.loads(urllib.request.urlopen(request, timeout=600).read())["tokens"]


rows = [[tokenize(text, False), tokenize(text, True)] for text in texts]
lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
(here / f"{sys.argv[2]}.json").write_text(f"[\n{lines}\n]\n")
