#!/usr/bin/env python3
"""Record how likely a model finds prose when it is computed in floats.

usage: record_scores.py MODEL.gguf NAME      writes NAME-scores.json beside this file
Needs `pip install xllamacpp gguf numpy`. For the beginning of each text in Benchmarks/prose: its ids by
llama.cpp, and by Benchmarks/float_reference.py for each id but the first the natural logarithm of its
probability and the likeliest id.
"""
import json, pathlib, sys

HERE = pathlib.Path(__file__).parent
BENCHMARKS = HERE / "../../../Benchmarks"
sys.path.append(str(BENCHMARKS))
import float_reference
import llama_peer

library = llama_peer.Library(sys.argv[1])
decoder = float_reference.Decoder(sys.argv[1])
answer = {}
for language in ["english", "chinese"]:
    text = (BENCHMARKS / f"prose/{language}.txt").read_text()
    ids = list(library.tokenize(text, False))[:401]
    scores = decoder.score(ids)
    answer[language] = {
        "ids": ids, "logprobs": [round(value, 4) for value in scores["logprobs"]], "best": scores["best"]}
(HERE / f"{sys.argv[2]}-scores.json").write_text(json.dumps(answer, separators=(",", ":")) + "\n")
