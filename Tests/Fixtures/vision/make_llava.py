#!/usr/bin/env python3
"""Make a tiny random LLaVA 1.5 as a pair of GGUF files, and record what transformers computes with it.

usage: make_llava.py         writes llava/ beside this file, and llava_folder/, the same model as a folder of
                             the hub: only the tokenizer begins texts otherwise
Needs `pip install torch transformers gguf safetensors numpy`; run make_smolvlm.py first, whose tokenizer
it takes. Where xllamacpp is installed (llama.cpp as a wheel), what that computes from the same two files is
compared with transformers and printed.

CLIP's vision transformer without its last block, two matrices with a Gaussian error linear unit between
them, a Llama. Keys and values are rounded to half precision in the language model's attention, as Limn's
cache does it, and matrices are numbers of half precision.
"""
import json, pathlib
import numpy as np
import torch
import llama_cpp
from tiny_models import random_weights, round_keys_and_values
from gguf import GGUFWriter, TokenType
from PIL import Image
from safetensors.numpy import save_file
from transformers import LlavaConfig, LlavaForConditionalGeneration
from transformers.models.llama import modeling_llama

HERE = pathlib.Path(__file__).parent
FOLDER = HERE / "llava"
FOLDER.mkdir(exist_ok=True)
SIDE, PATCH, WIDTH, INNER, BLOCKS, HEADS = 24, 4, 32, 48, 3, 2
TEXT = dict(hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, head_dim=8, max_position_embeddings=512, rms_norm_eps=1e-5)
MEAN = [0.48145466, 0.4578275, 0.40821073]
DEVIATION = [0.26862954, 0.26130258, 0.27577711]


def permute(weight, heads):
    rows = weight.shape[0] // heads // 2
    return weight.reshape(heads, 2, rows, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def add(writer, name, values):
    matrix = values.ndim >= 2 and "embd" not in name
    writer.add_tensor(name, np.ascontiguousarray(values.astype(np.float16 if matrix else np.float32)))


def write_text(tensors, tokenizer, vocabulary):
    writer = GGUFWriter(FOLDER / "tiny.gguf", "llama")
    writer.add_name("tiny")
    writer.add_block_count(TEXT["num_hidden_layers"])
    writer.add_context_length(TEXT["max_position_embeddings"])
    writer.add_embedding_length(TEXT["hidden_size"])
    writer.add_feed_forward_length(TEXT["intermediate_size"])
    writer.add_head_count(TEXT["num_attention_heads"])
    writer.add_head_count_kv(TEXT["num_key_value_heads"])
    writer.add_key_length(TEXT["head_dim"])
    writer.add_value_length(TEXT["head_dim"])
    writer.add_rope_dimension_count(TEXT["head_dim"])
    writer.add_rope_freq_base(10000.0)
    writer.add_layer_norm_rms_eps(TEXT["rms_norm_eps"])
    writer.add_vocab_size(vocabulary)
    tokens = [f"[PAD{index}]" for index in range(vocabulary)]
    kinds = [TokenType.UNUSED] * vocabulary
    for token, index in tokenizer["model"]["vocab"].items():
        tokens[index], kinds[index] = token, TokenType.NORMAL
    for token in tokenizer["added_tokens"]:
        tokens[token["id"]], kinds[token["id"]] = token["content"], TokenType.CONTROL
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([" ".join(merge) for merge in tokenizer["model"]["merges"]])
    writer.add_bos_token_id(tokens.index("<|endoftext|>"))
    writer.add_eos_token_id(tokens.index("<|endoftext|>"))
    writer.add_add_bos_token(True)
    simple = {"embed_tokens": "token_embd", "norm": "output_norm"}
    parts = {"input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm",
             "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
             "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
             "mlp.down_proj": "ffn_down"}
    heads = {"attn_q": TEXT["num_attention_heads"], "attn_k": TEXT["num_key_value_heads"]}
    for name, values in tensors.items():
        if name == "lm_head.weight":
            add(writer, "output.weight", values)
        elif name.startswith("model.language_model."):
            stem = name.removeprefix("model.language_model.").removesuffix(".weight")
            if stem in simple:
                add(writer, simple[stem] + ".weight", values)
            else:
                _, layer, part = stem.split(".", 2)
                target = parts[part]
                values = permute(values, heads[target]) if target in heads else values
                add(writer, f"blk.{layer}.{target}.weight", values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return tokens


def write_projector(tensors, path, swapped):
    """`swapped` makes it as older converters do: the two matrices of a block have each other's names, the
    last block is left out, and which block the vectors are taken after is named."""
    blocks = BLOCKS - 1 if swapped else BLOCKS
    writer = GGUFWriter(path, "clip")
    writer.add_bool("clip.has_vision_encoder", True)
    writer.add_bool("clip.has_llava_projector", True)
    writer.add_bool("clip.use_gelu", False)
    writer.add_string("clip.projector_type", "mlp")
    for key, value in [("image_size", SIDE), ("patch_size", PATCH), ("embedding_length", WIDTH),
                       ("feed_forward_length", INNER), ("block_count", blocks),
                       ("projection_dim", TEXT["hidden_size"]), ("attention.head_count", HEADS)]:
        writer.add_uint32(f"clip.vision.{key}", value)
    writer.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-5)
    if swapped:
        writer.add_array("clip.vision.feature_layer", [blocks])
    writer.add_array("clip.vision.image_mean", MEAN)
    writer.add_array("clip.vision.image_std", DEVIATION)
    parts = {"self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
             "self_attn.out_proj": "attn_out", "layer_norm1": "ln1", "layer_norm2": "ln2",
             "mlp.fc1": "ffn_down" if swapped else "ffn_up",
             "mlp.fc2": "ffn_up" if swapped else "ffn_down"}
    for name, values in tensors.items():
        if name.startswith("model.multi_modal_projector.linear_"):
            number, kind = name.removeprefix("model.multi_modal_projector.linear_").split(".")
            add(writer, f"mm.{(int(number) - 1) * 2}.{kind}", values)
        if not name.startswith("model.vision_tower."):
            continue
        stem = name.removeprefix("model.vision_tower.").removeprefix("vision_model.")
        if stem.startswith("encoder.layers."):
            _, _, layer, part = stem.split(".", 3)
            if int(layer) >= blocks:
                continue
            part, kind = part.rsplit(".", 1)
            add(writer, f"v.blk.{layer}.{parts[part]}.{kind}", values)
        elif stem == "embeddings.class_embedding":
            add(writer, "v.class_embd", values)
        elif stem.startswith("embeddings.patch_embedding"):
            add(writer, "v.patch_embd.weight", values)
        elif stem.startswith("embeddings.position_embedding"):
            add(writer, "v.position_embd.weight", values)
        elif stem.startswith("pre_layrnorm"):
            add(writer, "v.pre_ln." + stem.rsplit(".", 1)[1], values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_folder(tensors, config, image):
    """The same model as the hub has LLaVA 1.5: its names of tensors, numbers of half precision."""
    folder = HERE / "llava_folder"
    folder.mkdir(exist_ok=True)
    older = {"model.language_model.": "language_model.model.", "lm_head.": "language_model.lm_head.",
             "model.multi_modal_projector.": "multi_modal_projector."}
    published = {}
    for name, values in tensors.items():
        target = name
        for new, old in older.items():
            if name.startswith(new):
                target = old + name.removeprefix(new)
        if name.startswith("model.vision_tower."):
            stem = name.removeprefix("model.vision_tower.").removeprefix("vision_model.")
            target = "vision_tower.vision_model." + stem
        published[target] = values.astype(np.float16) if values.ndim > 1 else values
    save_file(published, folder / "model.safetensors")
    text = {"model_type": "llama", "vocab_size": config.text_config.vocab_size, **TEXT}
    (folder / "config.json").write_text(json.dumps({
        "architectures": ["LlavaForConditionalGeneration"], "model_type": "llava",
        "image_token_index": image, "projector_hidden_act": "gelu",
        "vision_feature_layer": -2, "vision_feature_select_strategy": "default",
        "vision_config": {"model_type": "clip_vision_model", "hidden_size": WIDTH,
                          "intermediate_size": INNER, "num_hidden_layers": BLOCKS,
                          "num_attention_heads": HEADS, "image_size": SIDE, "patch_size": PATCH,
                          "projection_dim": TEXT["hidden_size"]},
        "text_config": text}, indent=1))
    (folder / "preprocessor_config.json").write_text(json.dumps({
        "crop_size": {"height": SIDE, "width": SIDE}, "do_center_crop": True, "image_mean": MEAN,
        "image_processor_type": "CLIPImageProcessor", "image_std": DEVIATION, "resample": 3,
        "size": {"shortest_edge": SIDE}}))
    (folder / "tokenizer.json").write_text((HERE / "smolvlm/tokenizer.json").read_text())
    (folder / "tokenizer_config.json").write_text(json.dumps({
        "add_bos_token": True, "bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>"}))
    (folder / "chat_template.json").write_text(json.dumps({"chat_template":
        "{% for message in messages %}{% if message['role'] == 'user' %}{{ 'USER: ' }}{% else %}"
        "{{ 'ASSISTANT: ' }}{% endif %}{% for part in message['content'] %}{% if part['type'] == 'image' %}"
        "{{ '<image>\n' }}{% else %}{{ part['text'] + ' ' }}{% endif %}{% endfor %}{% endfor %}"
        "{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}"}))


def class_token_last(model, pixels, ids):
    """The logits if the class token came behind the patches, as llama.cpp of 2026 has it: positions and
    the choice of vectors stay as for a first one, so every patch is one position off."""
    vision = model.model.vision_tower
    embeddings = vision.embeddings
    with torch.no_grad():
        patches = embeddings.patch_embedding(pixels).flatten(2).transpose(1, 2)
        states = torch.cat([patches, embeddings.class_embedding.reshape(1, 1, -1)], 1)
        states = vision.pre_layrnorm(states + embeddings.position_embedding.weight[None])
        for layer in vision.encoder.layers[:BLOCKS - 1]:
            states = layer(states, None)
        inputs = model.get_input_embeddings()(torch.tensor([ids]))
        inputs[torch.tensor([ids]) == model.config.image_token_id] = \
            model.model.multi_modal_projector(states[:, 1:])[0]
        output = model.model.language_model(inputs_embeds=inputs).last_hidden_state
        return model.lm_head(output)[0, -1]


def main():
    tokenizer = json.loads((HERE / "smolvlm/tokenizer.json").read_text())
    vocabulary = len(tokenizer["model"]["vocab"]) + len(tokenizer["added_tokens"])
    image = next(token["id"] for token in tokenizer["added_tokens"] if token["content"] == "<image>")
    config = LlavaConfig(
        image_token_index=image, image_token_id=image, projector_hidden_act="gelu",
        vision_feature_layer=-2, vision_feature_select_strategy="default",
        vision_config=dict(model_type="clip_vision_model", hidden_size=WIDTH, intermediate_size=INNER,
                           num_hidden_layers=BLOCKS, num_attention_heads=HEADS, image_size=SIDE,
                           patch_size=PATCH, projection_dim=TEXT["hidden_size"]),
        text_config=dict(model_type="llama", vocab_size=vocabulary, **TEXT))
    round_keys_and_values(modeling_llama)
    model = random_weights(
        LlavaForConditionalGeneration._from_config(config, attn_implementation="eager"), seed=6)
    tensors = {name: weight.numpy() for name, weight in model.state_dict().items()}
    tokens = write_text(tensors, tokenizer, vocabulary)
    write_projector(tensors, FOLDER / "mmproj-tiny.gguf", swapped=False)
    write_projector(tensors, FOLDER / "older-mmproj.gguf", swapped=True)
    write_folder(tensors, config, image)

    chance = np.random.default_rng(4)
    pixels = chance.integers(0, 256, (SIDE, SIDE, 3)).astype(np.uint8)
    picture = Image.fromarray(pixels)
    picture.save(FOLDER / "square.png")
    values = (pixels.astype(np.float32) / 255 - np.float32(MEAN)) / np.float32(DEVIATION)
    values = torch.tensor(values.transpose(2, 0, 1))[None]
    before = "A chat between a curious human and an artificial intelligence assistant. The assistant " \
        "gives helpful, detailed, and polite answers to the human's questions. USER: "
    after = "\nWhat is in the picture? ASSISTANT:"
    from tokenizers import Tokenizer
    encode = lambda text: Tokenizer.from_file(str(HERE / "smolvlm/tokenizer.json")).encode(
        text, add_special_tokens=False).ids
    count = (SIDE // PATCH) ** 2
    ids = [tokens.index("<|endoftext|>")] + encode(before) + [image] * count + encode(after)
    with torch.no_grad():
        features = model.model.get_image_features(values).pooler_output[0]
        logits = model(input_ids=torch.tensor([ids]), pixel_values=values).logits[0]
    save_file({"features": features.numpy(), "logits": logits.numpy()[-10:],
               "ids": np.int64(ids)}, FOLDER / "expected.safetensors")
    print("largest logit", logits.abs().max().item())
    try:
        import xllamacpp
    except ImportError:
        return
    peer = llama_cpp.next_token(FOLDER / "tiny.gguf", FOLDER / "mmproj-tiny.gguf",
                                before + "<image>" + after, picture, vocabulary)
    old = llama_cpp.next_token(FOLDER / "tiny.gguf", FOLDER / "older-mmproj.gguf",
                               before + "<image>" + after, picture, vocabulary)
    print("llama.cpp's log-probabilities with either projector file differ by at most",
          max(abs(old[index] - value) for index, value in peer.items()))
    for name, row in [("transformers", logits[-1]),
                      ("transformers with the class token last", class_token_last(model, values, ids))]:
        ours = torch.log_softmax(row.double(), -1)
        print(len(peer), "log-probabilities of llama.cpp differ from those of", name, "by at most",
              max(abs(ours[index].item() - value) for index, value in peer.items()))


main()
