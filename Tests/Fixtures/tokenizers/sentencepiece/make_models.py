"""Trains two small SentencePiece BPE models and records the library's ids of varied texts.

    pip install sentencepiece
    python3 make_models.py

plain.model leaves texts as they are and falls back to bytes, as InternLM and Gemma do; llama.model puts
a space before a text as Llama does; folding.model also folds spaces, and has an unknown token instead
of bytes. ids.json: for each model, the ids of each string of ../strings.json and of more below.
"""

import collections
import io
import json
import pathlib
import random

import sentencepiece

here = pathlib.Path(__file__).parent
texts = json.loads((here / "../strings.json").read_text())
more = [
    "", " ", "  ", "   a  b   ", "a\u2581b", "<U0><U1>", "x <U0> y", "<U0", "<U00>", "U0>",
    "\u2581", "aaaa aaaa", "ab" * 50, "the the  the", "\n\n\n", "\t<U1>\n", "<0x41>", "<s>", "</s>",
    "<unk>", "日本語の文章", "🙂🙂", "e\u0301", "\ufeffa", "a\u0000b", "  <U0>  ",
]
random.seed(7)
letters = "the aeinorst<U0>中文的 \u2581🙂\n"
more += ["".join(random.choice(letters) for _ in range(random.randint(1, 60))) for _ in range(200)]

# Without rare characters, so that the models stay small and have something to fall back from.
uses = collections.Counter(letter for text in texts for letter in set(text))
corpus = [text for text in texts if text.strip() and all(uses[letter] > 2 for letter in text)]
models = {
    "plain": dict(add_dummy_prefix=False, remove_extra_whitespaces=False, byte_fallback=True),
    "llama": dict(add_dummy_prefix=True, remove_extra_whitespaces=False, byte_fallback=True),
    "folding": dict(add_dummy_prefix=True, remove_extra_whitespaces=True, byte_fallback=False),
}
ids = {}
for name, settings in models.items():
    buffer = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus), model_writer=buffer, model_type="bpe", vocab_size=900,
        character_coverage=1.0, normalization_rule_name="identity",
        user_defined_symbols=["<U0>", "<U1>", "<U00>"], hard_vocab_limit=False,
        minloglevel=2, **settings)
    (here / f"{name}.model").write_bytes(buffer.getvalue())
    processor = sentencepiece.SentencePieceProcessor(model_proto=buffer.getvalue())
    ids[name] = [processor.encode(text) for text in texts + more]
(here / "ids.json").write_text(
    json.dumps({"texts": more, "ids": ids}, ensure_ascii=True, separators=(",", ":")) + "\n")
