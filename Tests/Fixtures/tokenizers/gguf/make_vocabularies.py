#!/usr/bin/env python3
"""Write SentencePiece vocabularies as GGUF files without weights, and record llama.cpp's ids.

usage: make_vocabularies.py      writes llama.gguf, gemma.gguf and ids.json beside this file
Needs `pip install xllamacpp gguf numpy sentencepiece protobuf`; takes the models that
../sentencepiece/make_models.py trained. llama.cpp reads copies with the weights of a tiny model.

Both have control tokens that the models do not know. llama puts a space before texts; gemma does not,
has runs of spaces and line ends as user-defined tokens, and control tokens in the midst of the ids.
ids.json: for each vocabulary, for each short string of ../strings.json and each of `texts` below, the ids without
and with the parsing of special tokens, or once where these are the same.
"""
import json, pathlib, random, sys, tempfile
import numpy as np
import sentencepiece.sentencepiece_model_pb2 as format
from gguf import GGUFWriter, TokenType

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE / "../../../../Benchmarks"))
import llama_peer


def vocabulary(name, more):
    model = format.ModelProto()
    model.ParseFromString((HERE / f"../sentencepiece/{name}.model").read_bytes())
    pieces = [(piece.piece, piece.score, piece.type) for piece in model.pieces]
    for place, piece in more:
        pieces = [other for other in pieces if other[0] != piece[0]]
        pieces.insert(place, piece)
    return pieces


def write(path, pieces, settings, has_weights):
    writer = GGUFWriter(str(path), "llama")
    writer.add_block_count(1 if has_weights else 0)
    writer.add_context_length(64)
    writer.add_embedding_length(32)
    writer.add_feed_forward_length(32)
    writer.add_head_count(2)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(16)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([piece for piece, _, _ in pieces])
    writer.add_token_scores([score for _, score, _ in pieces])
    writer.add_token_types([kind for _, _, kind in pieces])
    settings(writer, {piece: id for id, (piece, _, _) in enumerate(pieces)})
    if has_weights:
        shapes = {"token_embd": (len(pieces), 32), "output_norm": (32,), "output": (len(pieces), 32)}
        for part in ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"]:
            shapes[f"blk.0.{part}"] = (32, 32)
        shapes |= {"blk.0.attn_norm": (32,), "blk.0.ffn_norm": (32,)}
        for name, shape in shapes.items():
            writer.add_tensor(f"{name}.weight", np.ones(shape, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def llama(writer, ids):
    writer.add_bos_token_id(ids["<s>"])
    writer.add_eos_token_id(ids["</s>"])


def gemma(writer, ids):
    writer.add_bos_token_id(ids["<bos>"])
    writer.add_eos_token_id(ids["<eos>"])
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)


control, defined = int(TokenType.CONTROL), int(TokenType.USER_DEFINED)
kinds = {
    "llama": (vocabulary("llama", [(905, ("<|im_end|>", 0.0, control)), (3, ("[PAD]", 0.0, control))]), llama),
    "gemma": (vocabulary("plain", [
        (0, ("<bos>", 0.0, control)), (1, ("<eos>", 0.0, control)), (9, ("<end_of_turn>", 0.0, control)),
        (20, ("\n\n", 0.0, defined)), (21, ("\n\n\n", 0.0, defined)), (22, ("\u2581\u2581", 0.0, defined)),
        (300, ("  ", 0.0, defined)), (301, ("<start_of_turn>", 0.0, defined))]), gemma),
}
texts = [
    "a\u2581b", "<U0><U1>", "x <U0> y", "<U0", "<U00>", "U0>", "\u2581", "<0x41>", "<s>", "</s>", "<unk>",
    "<s>Hello</s> there", " <s> a", "<bos>a b<eos>", "<start_of_turn>user\nHi<end_of_turn>\n", "[PAD]", "a[PAD]b",
    "a<|im_end|> b", "\n\n\n\n\n", "a  b   c    d", "  <U0>  ", "\u2581\u2581\u2581a", "<0x4", "<0x0A>\n", "the<U1>the",
]
chance = random.Random(3)
parts = ["<s>", "</s>", "<U0>", "<U00>", "<0x41>", " ", "  ", "\n", "the ", "a", "中", "文", "\u2581", "\u2581\u2581", "🙂", "<unk>",
         "<bos>", "<end_of_turn>", "[PAD]", "er", "in", "\u0301", "\u00a0", "\x00", "<"]
texts += ["".join(chance.choice(parts) for _ in range(chance.randint(1, 30))) for _ in range(300)]
texts = list(dict.fromkeys(texts))
strings = [text for text in json.loads((HERE / "../strings.json").read_text()) if len(text) < 300]
ids = {}
for name, (pieces, settings) in kinds.items():
    write(HERE / f"{name}.gguf", pieces, settings, has_weights=False)
    with tempfile.TemporaryDirectory() as folder:
        whole = pathlib.Path(folder) / "whole.gguf"
        write(whole, pieces, settings, has_weights=True)
        library = llama_peer.Library(str(whole))
        rows = [[library.tokenize(text, special) for special in [False, True]] for text in strings + texts]
        ids[name] = [row[:1] if row[0] == row[1] else row for row in rows]
(HERE / "ids.json").write_text(json.dumps({"texts": texts, "ids": ids}, separators=(",", ":")) + "\n")
