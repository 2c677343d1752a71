#!/usr/bin/env python3
"""Make tiny random models of the decoder families, and record what transformers computes with them.

usage: make_families.py      writes FAMILY.gguf, FAMILY.json, FAMILY-adapter.gguf, FAMILY-adapter.json and the
                             folder FAMILY beside this file, of one family beams.json
Needs `pip install torch transformers gguf numpy safetensors sentencepiece protobuf`.

The checkpoints get the names and layouts that their publishers use and are converted here, so that
the conversions are tested with the decoders. Matrices are rounded to half precision, so that the
files are small and yet what transformers computes with in single precision. Keys and values are
rounded to half precision too, as Limn's cache does it: without that, logits differ by up to 0.01.

FAMILY.json: the tokens, for each but the first the natural logarithm of its probability, and the
logits after the last.

beams.json: what transformers' generate() finds with the llama, along one sequence and several, with
penalties and with one token or several that end a text; without the prompt, and without the end.

FAMILY: the checkpoint as its publishers lay it out, matrices in half precision: llama's in two files,
internlm2's with a SentencePiece tokenizer, qwen3's with a configuration of older transformers.

FAMILY-adapter: a LoRA adapter of rank 3 and alpha 6 in the layout of llama.cpp's convert_lora_to_gguf.py,
and the same of the model with the adapter, scaled by half, beside its layers and not merged. That of
internlm2 is one of its joint matrix: queries, keys and values share what their inputs are multiplied with.
"""
import json, pathlib
import numpy as np
import torch
import transformers
from gguf import GGUFWriter, TokenType
from safetensors.numpy import save_file
from sentencepiece import sentencepiece_model_pb2
from transformers.models.gemma3 import modeling_gemma3
from transformers.models.llama import modeling_llama
from transformers.models.qwen2 import modeling_qwen2
from transformers.models.qwen3 import modeling_qwen3

HERE = pathlib.Path(__file__).parent
VOCABULARY = 258
TOKENS = [(index * 37 + index * index) % VOCABULARY for index in range(90)]
SHAPE = dict(
    vocab_size=VOCABULARY, hidden_size=32, intermediate_size=48, num_attention_heads=4,
    num_key_value_heads=2, head_dim=16, max_position_embeddings=256, rms_norm_eps=1e-5,
    attention_dropout=0.0, attn_implementation="eager")


def round_keys_and_values(module):
    plain = module.eager_attention_forward

    def rounded(attention, query, key, value, *rest, **named):
        return plain(attention, query, key.half().float(), value.half().float(), *rest, **named)

    module.eager_attention_forward = rounded


for module in [modeling_llama, modeling_qwen2, modeling_qwen3, modeling_gemma3]:
    round_keys_and_values(module)


def random_weights(model):
    chance = np.random.default_rng(11)
    for name, weight in sorted(model.named_parameters()):
        if weight.dim() == 2:
            values = chance.normal(0, 1.2 / np.sqrt(weight.shape[1]), weight.shape)
            values = values.astype(np.float16)
        else:
            around = 0 if "gemma" in type(model).__name__.lower() or "bias" in name else 1
            values = chance.normal(around, 0.2, weight.shape)
        weight.data = torch.tensor(values.astype(np.float32))
    return model.eval()


def permute(weight, heads):
    """The rows of rotary pairs next to one another, as converters of llama and internlm2 do it."""
    rows = weight.shape[0] // heads // 2
    return weight.reshape(heads, 2, rows, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def fuse(tensors):
    """The checkpoint of a llama as InternLM2 has it: one matrix for each key/value head's group."""
    names = {"model.embed_tokens": "model.tok_embeddings", "self_attn.o_proj": "attention.wo",
             "mlp.gate_proj": "feed_forward.w1", "mlp.up_proj": "feed_forward.w3",
             "mlp.down_proj": "feed_forward.w2", "input_layernorm": "attention_norm",
             "post_attention_layernorm": "ffn_norm", "lm_head": "output"}
    result = {}
    for name, weight in tensors.items():
        if name.endswith("k_proj.weight") or name.endswith("v_proj.weight"):
            continue
        if name.endswith("q_proj.weight"):
            groups, size = SHAPE["num_key_value_heads"], weight.shape[0] // SHAPE["num_attention_heads"]
            columns = weight.shape[1]
            parts = [tensors[name.replace("q_proj", f"{part}_proj")].reshape(groups, -1, size, columns)
                     for part in "qkv"]
            fused = np.concatenate(parts, axis=1).reshape(-1, columns)
            result[name.replace("self_attn.q_proj", "attention.wqkv")] = fused
            continue
        for old, new in names.items():
            name = name.replace(old, new)
        result[name] = weight
    return result


def gguf_tensors(architecture, tensors):
    simple = {
        "model.embed_tokens": "token_embd", "model.tok_embeddings": "token_embd",
        "model.norm": "output_norm", "lm_head": "output", "output": "output"}
    parts = {
        "input_layernorm": "attn_norm", "attention_norm": "attn_norm", "ffn_norm": "ffn_norm",
        "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
        "self_attn.o_proj": "attn_output", "attention.wo": "attn_output",
        "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm",
        "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
        "feed_forward.w1": "ffn_gate", "feed_forward.w3": "ffn_up", "feed_forward.w2": "ffn_down",
        "post_attention_layernorm": "ffn_norm"}
    if architecture == "gemma3":
        parts |= {
            "post_attention_layernorm": "post_attention_norm",
            "pre_feedforward_layernorm": "ffn_norm", "post_feedforward_layernorm": "post_ffw_norm"}
    heads = {"attn_q": SHAPE["num_attention_heads"], "attn_k": SHAPE["num_key_value_heads"]}
    for name, weight in tensors.items():
        stem, kind = name.rsplit(".", 1)
        if stem in simple:
            yield f"{simple[stem]}.{kind}", weight + (architecture == "gemma3" and weight.ndim == 1)
            continue
        _, _, layer, part = stem.split(".", 3)
        if part == "attention.wqkv":
            size = weight.shape[0] // (SHAPE["num_attention_heads"] + 2 * SHAPE["num_key_value_heads"])
            columns = weight.shape[1]
            groups = weight.reshape(SHAPE["num_key_value_heads"], -1, size, columns)
            for target, rows in [("attn_q", groups[:, :-2]), ("attn_k", groups[:, -2]), ("attn_v", groups[:, -1])]:
                rows = rows.reshape(-1, columns)
                rows = permute(rows, heads[target]) if target in heads else rows
                yield f"blk.{layer}.{target}.{kind}", rows
            continue
        target = parts[part]
        if architecture == "llama" and target in heads:
            weight = permute(weight, heads[target])
        yield f"blk.{layer}.{target}.{kind}", weight + (architecture == "gemma3" and weight.ndim == 1)


def byte_tokens():
    """A token for each byte, in the alphabet of GPT-2."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = iter(range(256, 512))
    return [chr(byte if byte in plain else next(others)) for byte in range(256)]


def publish_byte_tokens(folder):
    """The tokenizer as tokenizer.json: a token for each byte, and two control tokens."""
    added = [{"id": 256 + index, "content": text, "special": True, "normalized": False}
             for index, text in enumerate(["<|endoftext|>", "<|im_start|>"])]
    document = {
        "version": "1.0", "added_tokens": added, "normalizer": None,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "use_regex": True},
        "model": {"type": "BPE", "vocab": {text: id for id, text in enumerate(byte_tokens())},
                  "merges": ["t h"]}}
    (folder / "tokenizer.json").write_text(json.dumps(document, ensure_ascii=False) + "\n")
    settings = {"eos_token": "<|endoftext|>", "bos_token": None, "chat_template":
                "{% for message in messages %}{{ message.content }}{% endfor %}"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings) + "\n")


def publish_pieces(folder):
    """A tokenizer.model with a few pieces; the others of the vocabulary are for nothing."""
    model = sentencepiece_model_pb2.ModelProto()
    kinds = {"<unk>": 2, "<s>": 3, "</s>": 3}
    pieces = [*kinds, "\u2581", *"abcdefghijklmnopqrstuvwxyz.", "th", "\u2581th", "he", "\u2581the"]
    for index, text in enumerate(pieces):
        model.pieces.add(piece=text, score=-float(index), type=kinds.get(text, 1))
    model.trainer_spec.model_type = 2
    model.trainer_spec.unk_id, model.trainer_spec.bos_id, model.trainer_spec.eos_id = 0, 1, 2
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = True
    model.normalizer_spec.remove_extra_whitespaces = False
    (folder / "tokenizer.model").write_bytes(model.SerializeToString(deterministic=True))
    settings = {
        "bos_token": "<s>", "eos_token": "</s>", "unk_token": {"content": "<unk>"}, "add_bos_token": True,
        "added_tokens_decoder": {
            "0": {"content": "<unk>", "special": True}, "1": {"content": "<s>", "special": True},
            "2": {"content": "</s>", "special": True}, "250": {"content": "<|im_end|>", "special": True},
            "251": {"content": "hither", "special": False}}}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings) + "\n")


def publish(architecture, config, tensors, shards=1, pieces=False):
    folder = HERE / architecture
    folder.mkdir(exist_ok=True)
    config = {key: value for key, value in config.items() if key not in ["transformers_version", "dtype"]}
    (folder / "config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")
    (publish_pieces if pieces else publish_byte_tokens)(folder)
    stored = {name: np.ascontiguousarray(weight.astype(np.float16 if weight.ndim == 2 else np.float32))
              for name, weight in tensors.items()}
    names = sorted(stored)
    files = [f"model-{index + 1:05}-of-{shards:05}.safetensors" for index in range(shards)]
    files = files if shards > 1 else ["model.safetensors"]
    places = {name: files[index * shards // len(names)] for index, name in enumerate(names)}
    for file in files:
        save_file({name: stored[name] for name in names if places[name] == file}, folder / file)
    if shards > 1:
        index = {"metadata": {}, "weight_map": places}
        (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=1) + "\n")


def write(architecture, config, tensors, more):
    writer = GGUFWriter(str(HERE / f"{architecture}.gguf"), architecture)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_key_length(config.head_dim)
    writer.add_value_length(config.head_dim)
    writer.add_vocab_size(VOCABULARY)
    more(writer)
    tokens = byte_tokens()
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens + ["<|endoftext|>", "<|im_start|>"])
    writer.add_token_types([TokenType.NORMAL] * 256 + [TokenType.CONTROL] * 2)
    writer.add_token_merges(["t h"])
    writer.add_eos_token_id(256)
    for name, weight in gguf_tensors(architecture, tensors):
        kind = np.float16 if weight.ndim == 2 else np.float32
        writer.add_tensor(name, np.ascontiguousarray(weight.astype(kind)))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def record(name, model):
    with torch.no_grad():
        logits = model(torch.tensor([TOKENS])).logits[0].double()
    rows = torch.log_softmax(logits, -1)
    scores = [rows[index, token].item() for index, token in enumerate(TOKENS[1:])]
    answer = {
        "tokens": TOKENS, "logprobs": [round(score, 5) for score in scores],
        "logits": [round(value.item(), 5) for value in logits[-1]]}
    (HERE / f"{name}.json").write_text(json.dumps(answer, separators=(",", ":")) + "\n")
    print(name, "mean log-probability", np.mean(scores), "spread of logits", logits.std().item())


def record_beams(model):
    # The context has room for 256 tokens. Ends are tokens that the model likes, so that sequences end.
    answers = []
    for prompt in [TOKENS[:5], TOKENS[20:90]]:
        given = dict(input_ids=torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt)), do_sample=False)
        likely = model.generate(**given, max_new_tokens=12, eos_token_id=[256], pad_token_id=0)
        likely = likely[0].tolist()[len(prompt):]
        for beams, length, repetition, ends in [
            (1, 1.0, 1.0, []), (1, 1.0, 1.3, []), (2, 1.0, 1.0, []), (4, 1.0, 1.0, []), (4, 1.0, 1.5, []),
            (4, 1.0, 1.0, likely[5:6]), (3, 0.0, 1.0, likely[3:4]), (4, 2.0, 1.0, likely[2:3]),
            (5, -1.0, 1.2, likely[4:5]), (4, 1.0, 1.0, likely[2:8:2]), (6, 0.5, 1.1, likely[1:9:3]),
        ]:
            ends = sorted(set(ends)) or [256]
            found = model.generate(
                **given, num_beams=beams, length_penalty=length, repetition_penalty=repetition,
                max_new_tokens=24, early_stopping=False, eos_token_id=ends, pad_token_id=0,
            )[0].tolist()[len(prompt):]
            end = next((place for place, token in enumerate(found) if token in ends), len(found))
            answers.append(dict(
                prompt=prompt, beams=beams, length_penalty=length, repetition_penalty=repetition, ends=ends,
                max_tokens=24, ids=found[:end], ended=end < len(found)))
    (HERE / "beams.json").write_text(json.dumps(answers, separators=(",", ":")) + "\n")


def make(architecture, model, more, convert=dict, configure=dict, **published):
    model = random_weights(model)
    record(architecture, model)
    tensors = {
        name: weight.numpy() for name, weight in model.state_dict().items()
        if name != "lm_head.weight" or not model.config.tie_word_embeddings}
    write(architecture, model.config, convert(tensors), more)
    if architecture == "llama":
        record_beams(model)
    publish(architecture, configure(model.config.to_dict()), convert(tensors), **published)
    make_adapter(architecture, model, convert)


def make_adapter(architecture, model, convert, rank=3, alpha=6.0, scale=0.5):
    chance = np.random.default_rng(13)
    downs, ups, joint = {}, {}, {}

    def beside(layer, down, up):
        pair = torch.tensor(down.astype(np.float32)), torch.tensor(up.astype(np.float32))
        layer.register_forward_hook(
            lambda _, inputs, output: output + scale * alpha / rank * (inputs[0] @ pair[0].T @ pair[1].T))

    for name, layer in model.named_modules():
        if not isinstance(layer, torch.nn.Linear) or name == "lm_head" and model.config.tie_word_embeddings:
            continue
        rows, columns = layer.weight.shape
        down = chance.normal(0, 1 / np.sqrt(columns), (rank, columns)).astype(np.float16)
        up = chance.normal(0, 0.5 / np.sqrt(rank), (rows, rank)).astype(np.float16)
        block, _, part = name.rpartition(".")
        if convert is fuse and part in ["q_proj", "k_proj", "v_proj"]:
            down = joint.setdefault(block, down)
        ups[name + ".weight"] = up
        target, _ = next(gguf_tensors(architecture, {name + ".weight": up}))
        downs[target] = down
        beside(layer, down, up)
    record(f"{architecture}-adapter", model)
    writer = GGUFWriter(str(HERE / f"{architecture}-adapter.gguf"), architecture)
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    # The outputs are permuted with the rows of the model's matrices.
    for name, up in gguf_tensors(architecture, convert(ups)):
        writer.add_tensor(name + ".lora_a", downs[name])
        writer.add_tensor(name + ".lora_b", np.ascontiguousarray(up))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def theta(base):
    return {"rope_parameters": {"rope_type": "default", "rope_theta": base}}


def older(config):
    """A configuration as transformers 4 wrote it."""
    rotary = config.pop("rope_parameters")
    return config | {"rope_theta": rotary["rope_theta"], "rope_scaling": None}


def of_internlm2(config):
    """Positions are scaled beyond the longest text only, which changes nothing up to there."""
    names = ["hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "vocab_size",
             "num_key_value_heads", "max_position_embeddings", "rms_norm_eps", "hidden_act"]
    return {name: config[name] for name in names} | {
        "model_type": "internlm2", "bias": False, "tie_word_embeddings": False, "bos_token_id": 1,
        "eos_token_id": 2, "rope_theta": 5000.0, "rope_scaling": {"type": "dynamic", "factor": 2.0}}


llama = transformers.LlamaConfig(**SHAPE, **theta(5000.0), num_hidden_layers=2, tie_word_embeddings=False)
make("llama", transformers.LlamaForCausalLM(llama), lambda writer: (
    writer.add_rope_freq_base(5000.0), writer.add_rope_dimension_count(16)), shards=2)
# The head size of internlm2 and qwen2 is the width divided by the heads.
narrow = transformers.LlamaConfig(
    **SHAPE | dict(head_dim=8), **theta(5000.0), num_hidden_layers=2, tie_word_embeddings=False)
make("internlm2", transformers.LlamaForCausalLM(narrow), lambda writer: (
    writer.add_rope_freq_base(5000.0), writer.add_rope_dimension_count(8)), convert=fuse, configure=of_internlm2,
    pieces=True)
make("qwen2", transformers.Qwen2ForCausalLM(transformers.Qwen2Config(
    **SHAPE | dict(head_dim=8), **theta(5000.0), num_hidden_layers=2, tie_word_embeddings=False)),
    lambda writer: writer.add_rope_freq_base(5000.0))
make("qwen3", transformers.Qwen3ForCausalLM(transformers.Qwen3Config(
    **SHAPE, **theta(1e6), num_hidden_layers=2, tie_word_embeddings=True)),
    lambda writer: writer.add_rope_freq_base(1e6), configure=older)
# Seven layers, so that one sees everything; a window that the text is much longer than.
make("gemma3", transformers.Gemma3ForCausalLM(transformers.Gemma3TextConfig(
    **SHAPE, num_hidden_layers=7, sliding_window=20, query_pre_attn_scalar=16,
    final_logit_softcapping=30.0, rope_parameters={
        "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0},
        "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1e6}})),
    lambda writer: (
        writer.add_rope_freq_base(1e6), writer.add_sliding_window(20),
        writer.add_final_logit_softcapping(30.0), writer.add_rope_scaling_factor(8.0),
        writer.add_string("gemma3.rope.scaling.type", "linear")))
