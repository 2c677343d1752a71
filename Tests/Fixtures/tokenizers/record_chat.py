#!/usr/bin/env python3
"""Record how llama.cpp renders conversations with the templates in model files.

usage: record_chat.py SMOLLM2.gguf QWEN2.5.gguf     writes chat-goldens.json beside this file
Needs `pip install xllamacpp`. Every conversation ends with the opening of the assistant's turn.
"""
import json, pathlib, sys, urllib.request
import xllamacpp

CONVERSATIONS = [
    [["user", "Hi"]],
    [["system", "Be brief."], ["user", "Hi"]],
    [["system", ""], ["user", "  leading and trailing  \n"]],
    [["user", "写一段关于斑马的文字。"], ["assistant", "斑马在吃草。"], ["user", "再短一点"]],
    [["system", "a\nb"], ["user", "{{ braces }} {% tags %} \"quotes\" 'single' \\n"], ["assistant", "ok"],
     ["user", "<|im_end|> inside"]],
    [["assistant", "I start."], ["user", "Go on"]],
]
out = []
for name, path in zip(["smollm2", "qwen2.5-0.5b"], sys.argv[1:]):
    params = xllamacpp.CommonParams()
    params.model.path = path
    params.n_ctx = 512
    params.warmup = False
    server = xllamacpp.Server(params)
    for messages in CONVERSATIONS:
        body = {"messages": [{"role": r, "content": c} for r, c in messages]}
        request = urllib.request.Request(
            server.listening_address + "/apply-template", json.dumps(body).encode(),
            {"Content-Type": "application/json"})
        prompt = json.loads(urllib.request.urlopen(request, timeout=60).read())["prompt"]
        out.append({"template": name, "messages": messages, "prompt": prompt})
    del server
(pathlib.Path(__file__).parent / "chat-goldens.json").write_text(
    json.dumps(out, ensure_ascii=True, indent=1) + "\n")
