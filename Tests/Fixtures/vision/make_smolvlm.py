#!/usr/bin/env python3
"""Make a tiny random SmolVLM as its makers publish such models, and record what transformers computes.

usage: make_smolvlm.py               writes the folder smolvlm/ beside this file
       make_smolvlm.py --peer PAIR   also compares with what llama.cpp computes from PAIR and its mmproj-PAIR,
                                     which limn models import made of the folder in f32
Needs `pip install torch transformers tokenizers "pillow<12" numpy num2words`; models were trained on what
Pillow resized with its horizontal pass first, which newer versions do not always do.

The checkpoint has the names, layouts and files of HuggingFaceTB's; its tokenizer is byte-level BPE with
single digits apart, as SmolLM2's. Keys and values of the language model are rounded to half precision in
attention, as Limn's cache does it, and matrices are numbers of half precision, so that files stay small.

expected.json: the sizes and tiles of pictures, the prompt of a conversation with two pictures and its
token ids, the logits after its last token. tiles.safetensors: the pixels of the tiles and the vectors of
the first picture.
"""
import json, pathlib, sys
import numpy as np
import torch
import llama_cpp
from tiny_models import random_weights, round_keys_and_values
from PIL import Image
from safetensors.numpy import save_file
from tokenizers import Tokenizer, AddedToken, decoders, models, pre_tokenizers, trainers
from transformers import SmolVLMConfig, SmolVLMForConditionalGeneration
from transformers.models.llama import modeling_llama
from transformers.models.smolvlm.image_processing_pil_smolvlm import SmolVLMImageProcessorPil
from transformers.models.smolvlm.processing_smolvlm import get_image_prompt_string

HERE = pathlib.Path(__file__).parent
FOLDER = HERE / "smolvlm"
FOLDER.mkdir(exist_ok=True)
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<fake_token_around_image>", "<image>",
           "<global-img>", "<end_of_utterance>"] + [
           f"<row_{row}_col_{column}>" for row in range(1, 7) for column in range(1, 7)]
CORPUS = ["What is in the picture? A lion and a zebra stand by the river.", "User: Assistant:\n\n",
          "How many animals are there? There are 12 of them.\n\nThe sky is blue."] * 4
TEMPLATE = (
    "<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}"
    "{% if message['content'][0]['type'] == 'image' %}{{':'}}{% else %}{{': '}}{% endif %}"
    "{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}"
    "{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n"
    "{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}")


def tokenizer():
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
    made.decoder = decoders.ByteLevel()
    made.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=360, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=[]))
    made.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in SPECIAL])
    return made


def main():
    tokens = tokenizer()
    tokens.save(str(FOLDER / "tokenizer.json"))
    id = tokens.token_to_id
    config = SmolVLMConfig(
        image_token_id=id("<image>"), scale_factor=2, tie_word_embeddings=False,
        vision_config=dict(hidden_size=32, intermediate_size=48, num_hidden_layers=2,
                           num_attention_heads=2, image_size=24, patch_size=4),
        text_config=dict(model_type="llama", vocab_size=tokens.get_vocab_size() + 3, hidden_size=32,
                         intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
                         num_key_value_heads=2, head_dim=8, max_position_embeddings=512,
                         rms_norm_eps=1e-5, rope_theta=100000.0, tie_word_embeddings=False,
                         bos_token_id=id("<|im_start|>"), eos_token_id=id("<end_of_utterance>"),
                         pad_token_id=id("<|im_end|>")))
    config._attn_implementation = "eager"
    round_keys_and_values(modeling_llama)
    model = random_weights(SmolVLMForConditionalGeneration._from_config(config, attn_implementation="eager"), seed=5)
    tensors = {}
    for name, weight in model.state_dict().items():
        values = weight.numpy()
        tensors[name] = values.astype(np.float16) if values.ndim > 1 else values
    save_file(tensors, FOLDER / "model.safetensors")
    written = config.to_dict()
    written["architectures"] = ["SmolVLMForConditionalGeneration"]
    (FOLDER / "config.json").write_text(json.dumps(written, indent=1, sort_keys=True))
    (FOLDER / "generation_config.json").write_text(json.dumps(
        {"bos_token_id": id("<|im_start|>"), "eos_token_id": id("<end_of_utterance>")}))
    (FOLDER / "preprocessor_config.json").write_text(json.dumps({
        "do_image_splitting": True, "do_resize": True, "resample": 1, "size": {"longest_edge": 96},
        "max_image_size": {"longest_edge": 24}, "image_mean": [0.5] * 3, "image_std": [0.5] * 3}))
    (FOLDER / "chat_template.json").write_text(json.dumps({"chat_template": TEMPLATE}))
    (FOLDER / "tokenizer_config.json").write_text(json.dumps(
        {"bos_token": "<|im_start|>", "eos_token": "<end_of_utterance>"}))

    processor = SmolVLMImageProcessorPil(
        size={"longest_edge": 96}, max_image_size={"longest_edge": 24}, return_row_col_info=True)
    chance = np.random.default_rng(9)
    pictures, record = [], {"pictures": []}
    for name, width, height in [("wide", 53, 31), ("tall", 20, 61)]:
        pixels = chance.integers(0, 256, (height, width, 3)).astype(np.uint8)
        pixels[: height // 2, : width // 2] = [200, 40, 90]
        Image.fromarray(pixels).save(FOLDER / f"{name}.png")
        pictures.append(Image.open(FOLDER / f"{name}.png"))
    shapes = {}
    for width, height in [(1, 1), (96, 96), (97, 33), (640, 480), (480, 640), (10, 300), (5000, 100),
                          (4, 4096), (1023, 1024)]:
        seen = processor(Image.new("RGB", (width, height)), return_tensors="np", do_normalize=False)
        shapes[f"{width}x{height}"] = [seen["rows"][0][0], seen["cols"][0][0]]
    record["grids"] = shapes

    seen = [processor(picture, return_tensors="pt") for picture in pictures]
    strings = []
    for item in seen:
        strings.append(get_image_prompt_string(
            item["rows"][0][0], item["cols"][0][0], 9, "<fake_token_around_image>", "<image>",
            "<global-img>"))
    text = ("<|im_start|>User:" + strings[0] + strings[1] + "What is in the 2 pictures?"
            "<end_of_utterance>\nAssistant: A lion.<end_of_utterance>\nUser: How many?"
            "<end_of_utterance>\nAssistant:")
    ids = tokens.encode(text, add_special_tokens=False).ids
    pixels = torch.cat([item["pixel_values"] for item in seen], dim=1)
    with torch.no_grad():
        features = model.model.get_image_features(pixels).pooler_output
        features = torch.cat(list(features), dim=0)
        output = model(input_ids=torch.tensor([ids]), pixel_values=pixels)
        logits = output.logits[0]
        short = tokens.encode("<|im_start|>User: How many?<end_of_utterance>\nAssistant:",
                              add_special_tokens=False).ids
        plain = model(input_ids=torch.tensor([short])).logits[0, -1]
    record |= {"text": text, "ids": ids, "plain_ids": short}
    (FOLDER / "expected.json").write_text(json.dumps(record))
    save_file({
        "pixels": ((pixels[0].numpy() * 0.5 + 0.5) * 255).round().astype(np.float32),
        "features": features.numpy(), "logits": logits.numpy()[-20:], "plain": plain.numpy()[None],
    }, FOLDER / "expected.safetensors")
    print(len(ids), features.shape, logits.abs().max(), [item["rows"] for item in seen])
    if len(sys.argv) > 2:
        compare(model, tokens, processor, pathlib.Path(sys.argv[2]))


def compare(model, tokens, processor, pair):
    """Pictures of one colour, because llama.cpp resizes in another way."""
    for size in [(96, 48), (48, 96), (96, 24), (53, 31)]:
        picture = Image.new("RGB", size, (200, 40, 90))
        seen = processor(picture, return_tensors="pt")
        places = get_image_prompt_string(seen["rows"][0][0], seen["cols"][0][0], 9,
                                         "<fake_token_around_image>", "<image>", "<global-img>")
        text = "<|im_start|>User:{}What?<end_of_utterance>\nAssistant:"
        ids = tokens.encode(text.format(places), add_special_tokens=False).ids
        with torch.no_grad():
            logits = model(input_ids=torch.tensor([ids]), pixel_values=seen["pixel_values"]).logits[0, -1]
        ours = torch.log_softmax(logits.double(), -1)
        peer = llama_cpp.next_token(pair, pair.parent / f"mmproj-{pair.name}",
                                    text.format("<image>"), picture, model.config.text_config.vocab_size)
        print(size, len(peer), "log-probabilities of llama.cpp differ by at most",
              max(abs(ours[index].item() - value) for index, value in peer.items()))


main()
