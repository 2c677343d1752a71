#!/usr/bin/env python3
"""Make tiny random CLIP, SigLIP and Chinese-CLIP models as they are published, and record what transformers
computes with them: one folder each, clip/, siglip/ and chinese_clip/, beside this file.

usage: make_towers.py
Needs `pip install torch transformers tokenizers sentencepiece protobuf "pillow<12" numpy`; the models were
trained on what Pillow resized with its horizontal pass first, which newer versions do not always do.

expected.json: texts with their token ids. expected.safetensors: the unit vectors of those texts and of the
pictures towers-wide.png and towers-tall.png, and the pixels that the image side saw.
"""
import json, pathlib, tempfile
import numpy as np
import sentencepiece
import torch
from PIL import Image
from safetensors.numpy import save_file
from tokenizers import pre_tokenizers
from tiny_models import random_weights
from transformers import (
    BertTokenizer, ChineseCLIPConfig, ChineseCLIPModel, CLIPConfig, CLIPModel, CLIPTokenizer, SiglipConfig,
    SiglipModel, SiglipTokenizer)
from transformers.models.chinese_clip.image_processing_pil_chinese_clip import ChineseCLIPImageProcessorPil
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil
from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil

HERE = pathlib.Path(__file__).parent
TEXTS = [
    "A zebra in the grass", "the  LION's share,\tisn't it?", "Crème brûlée №42 — ¡olé!", "3 lions & 12 zebras!!!",
    "", "一只斑马站在草地上", "ＦＵＬＬ　ｗｉｄｔｈ ﬁne", "naïve café 狮子king 9月", "don't-stop_me...now (really)",
    "🦓 in the snow", "a" * 130, " ".join(["lion"] * 90), "Ⅷ ½ x² Straße ΑΒΓ", "e\u0301te\u0301 \u00a0 end\u200b.",
]
ENGLISH = ["a zebra in the grass", "the lion sleeps under the tree", "a red apple on the table", "king of beasts",
           "lions and zebras drink at the river", "it isn't the lion's share", "cafe in the snow", "full width"] * 6


def save(folder, model, config, kind):
    tensors = {}
    for name, weight in model.state_dict().items():
        values = weight.numpy()
        if np.issubdtype(values.dtype, np.floating):
            tensors[name] = values.astype(np.float16) if values.ndim > 1 else values
    save_file(tensors, folder / "model.safetensors")
    written = config.to_dict()
    written["architectures"] = [kind]
    (folder / "config.json").write_text(json.dumps(written, indent=1, sort_keys=True))


def pictures():
    chance = np.random.default_rng(11)
    made = []
    for name, width, height in [("towers-wide", 53, 31), ("towers-tall", 20, 61)]:
        pixels = chance.integers(0, 256, (height, width, 3)).astype(np.uint8)
        pixels[: height // 2, : width // 2] = [200, 40, 90]
        Image.fromarray(pixels).save(HERE / f"{name}.png")
        made.append(Image.open(HERE / f"{name}.png"))
    return made


def record(folder, model, processor, encode):
    """What the model makes of the pictures and of each text, alone as a search asks for it."""
    pixels = processor(pictures(), return_tensors="pt")["pixel_values"]
    ids, vectors = [], []
    with torch.no_grad():
        seen = model.get_image_features(pixels).pooler_output
        for text in TEXTS:
            inputs = encode(text)
            ids.append(inputs["input_ids"][0].tolist())
            vectors.append(model.get_text_features(**inputs).pooler_output[0])
    said = torch.stack(vectors)
    unit = lambda rows: (rows / rows.norm(dim=-1, keepdim=True)).numpy()
    save_file({"pixels": pixels.numpy(), "pictures": unit(seen), "texts": unit(said)},
              folder / "expected.safetensors")
    (folder / "expected.json").write_text(json.dumps([{"text": t, "ids": i} for t, i in zip(TEXTS, ids)]))
    cosines = unit(said) @ unit(said).T
    print(folder.name, [len(i) for i in ids], "widest angle between texts", cosines.min())


def vision(**other):
    return dict(hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
                image_size=24, patch_size=6) | other


def text(**other):
    return dict(hidden_size=24, intermediate_size=40, num_hidden_layers=2, num_attention_heads=3) | other


def folder(name):
    made = HERE / name
    made.mkdir(exist_ok=True)
    return made


def clip():
    place = folder("clip")
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    # The merges that join most of the sample's pairs, one after the other, as byte pairs are learnt.
    words = [list(word[:-1]) + [word[-1] + "</w>"] for line in ENGLISH for word in line.replace("'", " '").split()]
    merges = []
    for _ in range(60):
        counts = {}
        for word in words:
            for pair in zip(word, word[1:]):
                counts[pair] = counts.get(pair, 0) + 1
        best = max(sorted(counts), key=counts.get)
        merges.append(best)
        for word in words:
            index = 0
            while index + 1 < len(word):
                if (word[index], word[index + 1]) == best:
                    word[index:index + 2] = ["".join(best)]
                index += 1
    tokens = alphabet + [letter + "</w>" for letter in alphabet] + ["".join(pair) for pair in merges]
    vocabulary = {token: id for id, token in enumerate(tokens + ["<|startoftext|>", "<|endoftext|>"])}
    tokenizer = CLIPTokenizer(vocab=vocabulary, merges=merges)
    tokenizer.backend_tokenizer.save(str(place / "tokenizer.json"))
    (place / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False))
    (place / "merges.txt").write_text("#version: 0.2\n" + "\n".join(" ".join(pair) for pair in merges) + "\n")
    end = vocabulary["<|endoftext|>"]
    config = CLIPConfig(
        projection_dim=16, vision_config=vision(hidden_act="quick_gelu", projection_dim=16),
        text_config=text(vocab_size=len(vocabulary), max_position_embeddings=40, hidden_act="quick_gelu",
                         projection_dim=16, bos_token_id=end - 1, eos_token_id=end, pad_token_id=end))
    model = random_weights(CLIPModel(config), seed=21)
    save(place, model, config, "CLIPModel")
    (place / "preprocessor_config.json").write_text(json.dumps({
        "crop_size": 24, "do_center_crop": True, "do_normalize": True, "do_resize": True,
        "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711],
        "resample": 3, "size": 24}))
    processor = CLIPImageProcessorPil(size={"shortest_edge": 24}, crop_size={"height": 24, "width": 24})
    record(place, model, processor,
           lambda text: tokenizer(text, truncation=True, max_length=40, return_tensors="pt"))


def siglip():
    place = folder("siglip")
    with tempfile.TemporaryDirectory() as temporary:
        base = pathlib.Path(temporary)
        (base / "corpus").write_text("\n".join(ENGLISH))
        # Some of the rules of SentencePiece's nmt_nfkc, whose table is large: from and to, code points in hex.
        rules = {"\u00a0": " ", "\u3000": " ", "\u200b": " ", "\ufb01": "fi", "½": "1\u20442", "²": "2", "Ⅷ": "VIII",
                 "e\u0301": "é", "ⅷ": "viii", "№": "No"}
        rules |= {chr(0xFF01 + offset): chr(0x21 + offset) for offset in range(94)}
        points = lambda text: " ".join(f"{ord(letter):X}" for letter in text)
        (base / "rules").write_text("".join(f"{points(a)}\t{points(b)}\n" for a, b in rules.items()))
        sentencepiece.SentencePieceTrainer.train(
            input=str(base / "corpus"), model_prefix=str(base / "spiece"), vocab_size=92, model_type="unigram",
            pad_id=0, eos_id=1, unk_id=2, bos_id=-1, normalization_rule_tsv=str(base / "rules"),
            character_coverage=1.0, required_chars="<>éñ", num_threads=1, hard_vocab_limit=False)
        (place / "spiece.model").write_bytes((base / "spiece.model").read_bytes())
    tokenizer = SiglipTokenizer(vocab_file=str(place / "spiece.model"))
    (place / "tokenizer_config.json").write_text(json.dumps(
        {"do_lower_case": True, "eos_token": "</s>", "model_max_length": 16, "pad_token": "</s>",
         "tokenizer_class": "SiglipTokenizer", "unk_token": "<unk>"}))
    config = SiglipConfig(
        vision_config=vision(num_attention_heads=2),
        text_config=text(hidden_size=32, num_attention_heads=4, vocab_size=tokenizer.vocab_size,
                         max_position_embeddings=16))
    model = SiglipModel(config)
    random_weights(model, seed=22)
    save(place, model, config, "SiglipModel")
    (place / "preprocessor_config.json").write_text(json.dumps({
        "do_normalize": True, "do_rescale": True, "do_resize": True, "image_mean": [0.5] * 3, "image_std": [0.5] * 3,
        "resample": 3, "rescale_factor": 1 / 255, "size": {"height": 24, "width": 24}}))
    processor = SiglipImageProcessorPil(size={"height": 24, "width": 24})
    def encode(text):
        inputs = tokenizer(text, truncation=True, max_length=16, padding="max_length", return_tensors="pt")
        return {"input_ids": inputs["input_ids"]}
    record(place, model, processor, encode)


def chinese_clip():
    place = folder("chinese_clip")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + list("一只斑马站在草地上狮子月，。!?,.'-_()&") + list(
        "abcdefghijklmnopqrstuvwxyz0123456789") + ["##" + letter for letter in "abcdefghijklmnopqrstuvwxyz0123456789"]
    words += ["zebra", "lion", "the", "##s", "in", "grass", "##ing", "king", "caf", "cafe", "na", "##ive", "##olé", "½"]
    words = list(dict.fromkeys(words))
    (place / "vocab.txt").write_text("\n".join(words) + "\n")
    tokenizer = BertTokenizer(vocab=str(place / "vocab.txt"), do_lower_case=True)
    config = ChineseCLIPConfig(
        projection_dim=16, vision_config=vision(projection_dim=16, hidden_act="quick_gelu"),
        text_config=text(vocab_size=len(words), max_position_embeddings=40, type_vocab_size=2, hidden_act="gelu"))
    model = random_weights(ChineseCLIPModel(config), seed=23)
    save(place, model, config, "ChineseCLIPModel")
    (place / "preprocessor_config.json").write_text(json.dumps({
        "do_center_crop": False, "do_normalize": True, "do_rescale": True, "do_resize": True,
        "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711],
        "resample": 3, "size": {"height": 24, "width": 24}}))
    processor = ChineseCLIPImageProcessorPil(size={"height": 24, "width": 24}, do_center_crop=False)
    record(place, model, processor,
           lambda text: tokenizer(text, truncation=True, max_length=40, return_tensors="pt"))


clip()
siglip()
chinese_clip()
