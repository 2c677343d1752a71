#!/usr/bin/env python3
"""Teaches a Qwen2 model to name what the picture at a place in an article shows: an experiment that is
not shipped; see Documentation/Looking.md.

usage: Benchmarks/naming/learn.py MODEL.gguf ADAPTER.gguf [--epochs 1] [--rank 8] [--first 14] [--most N]

places.jsonl holds 560 places, half of them Chinese: a paragraph, a caption that does not name the thing, its
English name, and near misses. They were written for this with other things than those in the development set's
pool. A LoRA adapter beside queries, values and outputs of the upper layers learns to find the name likelier than
the near misses and ten other names (a softmax over the names' log-likelihoods); the question is that of
NamingPrompts.swift without its examples. Lower layers are computed once. The adapter is written as llama.cpp does,
for `limn generate --adapter` and `limn score --adapter`.

Needs torch, transformers 5 and gguf.
"""

import argparse
import json
import math
import os
import random
import re
import time

import gguf
import torch
from torch import nn
from transformers import AutoTokenizer, Qwen2Config, Qwen2ForCausalLM

HERE = os.path.dirname(os.path.abspath(__file__))
LAYERS = {
    "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj", "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm"}
TAUGHT = {"q_proj": "attn_q", "v_proj": "attn_v", "o_proj": "attn_output"}
QUESTIONS = {
    "en": ("You say in a word or two what the pictures of articles show.", "Caption of the picture: "),
    "zh": ("你用英文的一两个词说出文章配图中的东西。", "图片说明：")}
FACTOR = 2.0


class Adapted(nn.Module):
    def __init__(self, layer, rank):
        super().__init__()
        self.layer = layer
        self.down = nn.Parameter(torch.randn(rank, layer.in_features) / math.sqrt(layer.in_features))
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))

    def forward(self, inputs):
        addition = (inputs.float() @ self.down.T) @ self.up.T * FACTOR
        return self.layer(inputs) + addition.to(inputs.dtype)


def load(path):
    """The model with its weights unpacked to bfloat16: the package's own packed ones cannot be trained beside."""
    reader = gguf.GGUFReader(path)

    def value(key):
        return reader.fields["qwen2." + key].parts[-1][0].item()

    state = {}
    for tensor in reader.tensors:
        weights = torch.from_numpy(gguf.dequantize(tensor.data, tensor.tensor_type).copy()).to(torch.bfloat16)
        match = re.match(r"blk\.(\d+)\.(\w+)\.(weight|bias)", tensor.name)
        name = f"model.layers.{match[1]}.{LAYERS[match[2]]}.{match[3]}" if match else {
            "token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight",
            "output.weight": "lm_head.weight"}[tensor.name]
        state[name] = weights
    base = value("rope.freq_base")
    configuration = Qwen2Config(
        vocab_size=state["model.embed_tokens.weight"].shape[0], hidden_size=value("embedding_length"),
        intermediate_size=value("feed_forward_length"), num_hidden_layers=value("block_count"),
        num_attention_heads=value("attention.head_count"),
        num_key_value_heads=value("attention.head_count_kv"),
        rms_norm_eps=value("attention.layer_norm_rms_epsilon"), tie_word_embeddings="lm_head.weight" not in state)
    configuration.rope_parameters = {"rope_type": "default", "rope_theta": base}
    configuration._attn_implementation = "sdpa"
    torch.set_default_dtype(torch.bfloat16)
    model = Qwen2ForCausalLM(configuration).eval()
    torch.set_default_dtype(torch.float32)
    missing = [key for key in model.load_state_dict(state, strict=False).missing_keys if key != "lm_head.weight"]
    if missing:
        raise SystemExit(f"{path}: missing {missing[:3]}")
    return model.requires_grad_(False)


class Question:
    """A prompt followed by alternative names, which see the prompt and not each other."""

    def __init__(self, place, names, tokenizer):
        system, caption = QUESTIONS[place["lang"]]
        prompt = (
            f"<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{place['text']}\n\n{caption}"
            f"{place['caption']}<|im_end|>\n<|im_start|>assistant\n")

        def ids(text):
            return tokenizer(text, add_special_tokens=False).input_ids

        tokens = ids(prompt)
        self.length = len(tokens)
        self.names = [ids(name + "<|im_end|>") for name in names]
        positions = list(range(self.length))
        self.starts = []
        for name in self.names:
            self.starts.append(len(tokens))
            tokens = tokens + name
            positions += range(self.length, self.length + len(name))
        mask = torch.full((len(tokens), len(tokens)), float("-inf"), dtype=torch.bfloat16)
        mask[:, :self.length] = 0
        for start, size in [(0, self.length)] + [(s, len(n)) for s, n in zip(self.starts, self.names)]:
            mask[start:start + size, start:start + size] = torch.triu(
                torch.full((size, size), float("-inf"), dtype=torch.bfloat16), 1)
        self.tokens, self.positions = torch.tensor([tokens]), torch.tensor([positions])
        self.mask = mask[None, None]

    def run(self, model, stream, layers):
        angles = model.model.rotary_emb(stream, self.positions)
        for layer in layers:
            stream = layer(
                stream, attention_mask=self.mask, position_ids=self.positions, position_embeddings=angles)
            stream = stream[0] if isinstance(stream, tuple) else stream
        return stream

    @torch.no_grad()
    def prepare(self, model, first):
        self.stream = self.run(model, model.model.embed_tokens(self.tokens), model.model.layers[:first])
        return self

    def likelihoods(self, model, first):
        states = model.model.norm(self.run(model, self.stream, model.model.layers[first:]))[0]
        rows, targets = [], []
        for start, name in zip(self.starts, self.names):
            rows += [self.length - 1] + list(range(start, start + len(name) - 1))
            targets += name
        logits = model.lm_head(states[rows]).float().log_softmax(-1)
        values = logits[torch.arange(len(targets)), torch.tensor(targets)]
        return torch.stack([part.sum() for part in values.split([len(name) for name in self.names])])


def save(model, path, first, rank):
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_string("general.type", "adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", FACTOR * rank)
    for index in range(first, len(model.model.layers)):
        for short, name in TAUGHT.items():
            pair = getattr(model.model.layers[index].self_attn, short)
            for half, weights in (("lora_a", pair.down), ("lora_b", pair.up)):
                writer.add_tensor(f"blk.{index}.{name}.weight.{half}", weights.detach().to(torch.float16).numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("model")
    parser.add_argument("adapter")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--first", type=int, default=14, help="the first layer that is taught")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--most", type=int, help="so many places instead of all")
    options = parser.parse_args()
    torch.manual_seed(0)
    random.seed(0)
    with open(os.path.join(HERE, "places.jsonl"), encoding="utf-8") as file:
        places = [json.loads(line) for line in file]
    random.shuffle(places)
    known = sorted({name for place in places for name in place["others"] + [place["name"]]})
    kept, taught = places[:48], places[48:][:options.most]
    tokenizer = AutoTokenizer.from_pretrained(
        os.path.dirname(os.path.abspath(options.model)), gguf_file=os.path.basename(options.model))
    model = load(options.model)
    layers = model.model.layers
    parameters = []
    for layer in layers[options.first:]:
        for short in TAUGHT:
            adapted = Adapted(getattr(layer.self_attn, short), options.rank)
            setattr(layer.self_attn, short, adapted)
            parameters += [adapted.down, adapted.up]

    def questions(places, count):
        for place in places:
            others = [name for name in known if name != place["name"] and name not in place["others"]]
            more = random.sample(others, count - 1 - len(place["others"]))
            names = [place["name"]] + place["others"] + more
            yield Question(place, names, tokenizer).prepare(model, options.first)

    kept, taught = list(questions(kept, 25)), list(questions(taught, 15))
    optimizer = torch.optim.AdamW(parameters, lr=options.rate, weight_decay=0.01)
    batch, start = 8, time.time()
    steps = max(1, options.epochs * len(taught) // batch)
    step = 0
    for epoch in range(options.epochs):
        for number, question in enumerate(random.sample(taught, len(taught)), 1):
            likelihoods = question.likelihoods(model, options.first)
            # A little for the name itself, so that all likelihoods do not sink together.
            loss = -likelihoods.log_softmax(0)[0] - 0.02 * likelihoods[0]
            (loss / batch).backward()
            if number % batch == 0:
                warm = min(1, (step + 1) / 6) * (0.55 + 0.45 * math.cos(math.pi * step / steps))
                optimizer.param_groups[0]["lr"] = options.rate * warm
                nn.utils.clip_grad_norm_(parameters, 1.0)
                optimizer.step()
                optimizer.zero_grad()
                step += 1
        with torch.no_grad():
            hits = [int(q.likelihoods(model, options.first).argmax() == 0) for q in kept]
        print(
            f"epoch {epoch + 1}: the name first among 25 at {sum(hits)} of {len(kept)} places left out, "
            f"{time.time() - start:.0f} s", flush=True)
        save(model, options.adapter, options.first, options.rank)


if __name__ == "__main__":
    main()
