#!/usr/bin/env python3
"""Write strings.json: awkward strings for tokenizers, the same at every run."""
import json, pathlib, random

T = []
# Scripts: a sentence each, and the sentence with digits and punctuation pressed against it.
SCRIPTS = {
    "latin": "The quick brown fox jumps over the lazy dog.",
    "german": "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.",
    "turkish": "Pijamalı hasta yağız şoföre çabucak güvendi. İIıi",
    "vietnamese": "Tiếng Việt có sáu thanh điệu: ngang, huyền, sắc, hỏi, ngã, nặng.",
    "greek": "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία.",
    "cyrillic": "Съешь же ещё этих мягких французских булок, да выпей чаю.",
    "hebrew": "דג סקרן שט בים מאוכזב ולפתע מצא חברה. שָׁלוֹם",
    "arabic": "نص حكيم له سر قاطع وذو شأن عظيم مكتوب على ثوب أخضر. ١٢٣ َِّ",
    "devanagari": "ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण का सर्वनाश। १२३",
    "bengali": "আমি কাঁচ খেতে পারি, তাতে আমার কোনো ক্ষতি হয় না।",
    "tamil": "யாமறிந்த மொழிகளிலே தமிழ்மொழி போல் இனிதாவது எங்கும் காணோம்",
    "telugu": "దేశ భాషలందు తెలుగు లెస్స",
    "thai": "เป็นมนุษย์สุดประเสริฐเลิศคุณค่า กว่าบรรดาฝูงสัตว์เดรัจฉาน ๑๒๓",
    "lao": "ຂອ້ຍກິນແກ້ວໄດ້ໂດຍທີ່ມັນບໍ່ໄດ້ເຮັດໃຫ້ຂອ້ຍເຈັບ",
    "burmese": "ကျွန်တော် ကျွန်မ မှန်စားနိုင်တယ်။",
    "khmer": "ខ្ញុំអាចញុំកញ្ចក់បាន ដោយគ្មានបញ្ហារ",
    "tibetan": "ཤེལ་སྒོ་ཟ་ནས་ང་ན་གི་མ་རེད།",
    "georgian": "მინას ვჭამ და არა მტკივა. ᲛᲗᲐᲕᲠᲣᲚᲘ",
    "armenian": "Կրնամ ապակի ուտել և ինծի անհանգիստ չըներ։",
    "amharic": "ሰማይ አይታረስ ንጉሥ አይከሰስ። ፩፪፫",
    "hangul": "키스의 고유조건은 입술끼리 만나야 하고 특별한 기술은 필요치 않다.",
    "jamo": "\u1112\u1161\u11ab\u1100\u1173\u11af",
    "hiragana": "いろはにほへと ちりぬるを わかよたれそ つねならむ",
    "katakana": "イロハニホヘト チリヌルヲ ﾊﾝｶｸ ﾊﾟﾋﾟﾌﾟ",
    "han simplified": "黎明前的草原很冷，请带上外套。第一个小时最好看。",
    "han traditional": "黎明前的草原很冷，請帶上外套。「第一個小時」最好看！",
    "han rare": "𠀀𠮷𡈽𪚥㐀㒨𬺰𮯠𰀀",
    "cherokee": "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ",
    "mongolian": "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ",
    "tifinagh": "ⵜⴰⵎⴰⵣⵉⵖⵜ",
    "cuneiform": "𒀭𒂗𒆤𒐕",
    "adlam": "𞤀𞤁𞤂𞤃𞥐𞥑",
    "ogham": "᚛ᚉᚑᚅᚔᚉᚉᚔᚋ ᚔᚈᚔ ᚍᚂᚐᚅᚑ ᚅᚔᚋᚌᚓᚅᚐ᚜",
}
for s in SCRIPTS.values():
    T += [s, s.replace(" ", "  ") + "\n\n" + s[:7] + "42" + s[7:12] + "'s 3.14!", " " + s[:15] + "\t" + s[-9:] + " "]

# Whitespace
T += ["", " ", "  ", "   ", " " * 7, " " * 64, "\t", "\t\t", "\n", "\n\n", "\n\n\n\n", "\r\n", "\r\n\r\n", "\r", " \n",
      "\n ", " \n \n ", "a\n b", "a \n b", "a  \n  b", "a\r\nb", "a\r\n\r\n  b", "a\tb", "a\t\tb", " a", "  a", "   a", "a ",
      "a  ", "a   ", "a    b", "\u00a0", "\u00a0\u00a0a", "a\u00a0b", "\u3000字\u3000\u3000字", "\u2003em\u2003\u2003em",
      "\u2028line\u2029para", "\u0085next\u0085", "\v\f", "a \u200b b", "x\u1680y", "  \t \n\t  z", "def f():\n    return 1\n\n\n\tpass\n",
      "trailing newline\n", "trailing spaces   \n   ", " 1", "  1", "   12  34", "\n1", "1\n\n2", "\u202f5\u205f6"]
# Contractions
T += ["I'm you're he's they've we'll I'd don't", "I'M YOU'RE HE'S THEY'VE WE'LL I'D DON'T", "'s't're've'm'll'd", "'S'T'RE'VE'M'LL'D",
      "''s", "'", "''", "' s", "'x", "'lL 'Ll 'rE", "it’s ‘quoted’ “double”", "rock'n'roll o'clock", "'sample 'tis 'llama", "5's 6'd",
      "'ſ 'K", "l'été d'accord", "'r", "'v", "'l", "\n's", " 's", "a's1's"]
# Numbers
T += ["0", "12", "123", "1234", "1234567890" * 3, "3.14159", "1,000,000.00", "1e-12", "0xDEADBEEF", "２０２６年１１月２４日", "٠١٢٣٤٥", "௧௨௩", "Ⅷ ⅷ ½ ¾ ² ³ ₁₂",
      "①②③ ㊿", "一二三四五", "v1.2.3-rc4", "2026-11-24T06:05:00Z", "1a2b3c", "a1 b2  c3", "10% of $20 = £2 ≠ €3", "٫٬", "𝟏𝟐𝟛", "〇零"]
# Symbols, emoji
T += ["😀", "😀😃😄", "👩‍👩‍👧‍👦", "👨🏽‍🚀 astronaut", "🏳️‍🌈🏴‍☠️", "🇩🇪🇨🇳🇺🇸", "1️⃣2️⃣#️⃣", "❤️ vs ❤", "👍🏿👍🏻", "🧑‍💻 writes code 🐛➡️🦋", "a😀b 😀 c  😀", "™®©℠", "∀x∈ℝ: ⌈x⌉ = −⌊−x⌋",
      "←↑→↓⇒⟹", "▀▁▂▃▄▅▆▇█", "┌─┐│└┘", "…—–‒―", "「『』」【】《》", "！？。，、；：", "?!?!?!", "...", "....", "......", "-----", "=====", "#####", "**bold** _it_ `code`",
      "<b>html</b> &amp; &lt;", "{\"key\": [1, 2, {\"a\": null}]}", "https://example.org/a?b=c&d=%20e#f", "user@example.com", "C:\\Users\\me\\file.txt", "/usr/local/bin", "a+b=c; d-=e; f*=g;",
      "!@#$%^&*()_+-=[]{}|;':\",./<>?`~", "x!\ny", "x!\n\n\ny", "x?\r\n", ".\n", "。\n\n", "))\n)", " !\n", "snake_case camelCase PascalCase kebab-case"]
# Combining marks
T += ["e\u0301", "é", "n\u0303o\u0308", "Z̷a̴l̶g̸o̵", "a\u0300\u0301\u0302\u0303", "\u0301", " \u0301a", "q\u0323\u0307 q\u0307\u0323", "क्षि", "กำ", "นี้", "각 각", "ﬁ ﬂ ﬃ", "Å Å Å",
      "ǆ ǅ Ǆ", "ᾳ", "İ ı", "ß ẞ", "\u00adsoft\u00adhyphen", "\ufeffbom", "a\u200db\u200cc", "\u202eRTL\u202c", "\u2066isolate\u2069"]
# Special token text, for both families
T += ["<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n", "a<|im_end|>b", " <|im_end|> ", "<|im_end|><|im_end|>",
      "<|im_end", "|im_end|>", "<|im_<|im_end|>end|>", "<<|im_end|>>", "<|IM_END|>", "<tool_call>", "</tool_call>", "<tool_call>\n{\"name\": \"f\"}\n</tool_call>", " <tool_call> x",
      "<|fim_prefix|>a<|fim_suffix|>b<|fim_middle|>", "<|fim_pad|>", "<|repo_name|>x<|file_sep|>y", "<repo_name>", "<reponame>a<filename>b<gh_stars>1", "<file_sep>", "<jupyter_start><jupyter_code>1",
      "<issue_start><issue_comment>", "<empty_output>", "</s>", "a </s> b", "<s>", "<unk>", "<pad>", "[PAD151665]", "[PAD151935]", "<|vision_start|><|image_pad|><|vision_end|>", "<|box_start|>(1,2)<|box_end|>",
      "<|object_ref_start|>猫<|object_ref_end|>", "字<|im_end|>字", "don<|im_end|>'t", "1<|endoftext|>2  <|endoftext|>  3", "\n<|im_end|>\n", "Ġ", "ĠĠ", "Ċ", "âĢ", "<0x0A>", "▁", "▁▁a"]
# Control characters
T += ["\x00", "a\x00b", "\x01\x02\x03", "\x07\x08\x1b[31mred\x1b[0m", "\x7f", "\x1c\x1d\x1e\x1f", "a\x1cb", "\x80\x81\x9f", "\ue000\uf8ff", "\U000f0000", "\ufffd\ufffe", "\U0010ffff", "\u0378\u0530", "\x0e\x0f", "tab\x0bvt"]
# Letters that younger editions of Unicode added: unassigned to the tables tokenizers use.
T += ["\u1c89\u1c8a", "\ua7cb\ua7da\ua7dc", "\U000323b0\U000323b1", "\U0002ebf0\U0002ee5d", "\U00010d40\U00010d50", "a\u0897b", "\U00011bc0"]
# Long runs
T += ["a" * 3000, "A" * 1000, "=" * 2000, " " * 1500, "\n" * 1200, "1" * 1000, "é" * 700, "中" * 900, "😀" * 400, "ab" * 1500, "ha" * 800 + "!", "-=" * 600, "\t" * 900, "\r\n" * 500, "a " * 900, " a" * 900, "!" * 1111,
      "\u0301" * 500, "การ" * 300, "m" * 37 + " " * 41 + "m" * 43]
# Code and prose
T += ["func main() -> Int32 {\n\tlet x = [1, 2, 3].map { $0 * 2 }\n\treturn x.reduce(0, +)\n}\n", "SELECT * FROM t WHERE a LIKE '%b''c%' -- x\n", "#!/bin/sh\nset -eu\nfor f in *.md; do echo \"$f\"; done\n",
      "| a | b |\n|---|:-:|\n| 1 | 2 |\n", "- [ ] todo\n  - [x] done\n\n> quote\n\n```swift\nlet a = 1\n```\n", "\\begin{align} a &= b \\\\ c &= d \\end{align}", "<!-- no image -->\n![](library:pictures/a.png \"t\")",
      "Before sunrise the savanna is cold, so bring a jacket; the first hour is best.\n\nZebras graze.", "早晨的市场（东门）有3个入口：A、B和C。门票¥25/人，6:00–18:00开放。", "Mixed 中文 and English，还有 русский и עברית.", "日本語とEnglishとEmoji😀が混ざった文章です。１２３",
      "한국어와 English 그리고 숫자 123개", "naïve café résumé coöperate", "ÀÉÎÕÜ àéîõü ÇçÑñ", "ŁódźŻółw", "ﷺ ﷽", "Ω≈ç√∫˜µ≤≥÷", "åß∂ƒ©˙∆˚¬…æ", "pneumonoultramicroscopicsilicovolcanoconiosis Donaudampfschifffahrtsgesellschaftskapitän",
      "aAbBcC ABCdef XMLHttpRequest iOS", "a.b.c.d", "e.g., i.e., etc.", "(a)(b)[c]{d}", "—a—b—", "“a”‘b’", "1st 2nd 3rd 4th", "x²+y²=z²", "H₂O CO₂", "№5 §7 ¶8", "a/b\\c|d", "foo\u00a0\u00a0bar \u00a0baz"]
# Random mixtures
random.seed(7)
ALPHABET = list("aZ1 9'st.!\n\r\t  ") + ["é", "ß", "я", "ש", "ع", "क", "ि", "ก", "์", "中", "。", "😀", "\u200d", "\u0301", "한", "\u00a0", "１", "½", "Ⅷ", "ა", "አ", "’", "<|im_end|>", "'ll", "\u3000"]
for n in range(60):
    T.append("".join(random.choice(ALPHABET) for _ in range(5 + n)))

T = list(dict.fromkeys(T))
out = json.dumps(T, ensure_ascii=True, indent=0)
(pathlib.Path(__file__).parent / "strings.json").write_text(out + "\n")
print(len(T), "strings")
