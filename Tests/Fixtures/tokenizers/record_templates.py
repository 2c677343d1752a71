#!/usr/bin/env python3
"""Record how transformers renders twenty conversations with chat templates in the styles of common
families.

usage: record_templates.py        writes template-goldens.json beside this file
Needs `pip install transformers jinja2`; recorded with transformers 5.24, Jinja2 3.1. The templates are
written for this test, each with the constructs that its family's own uses; those of model files are in
chat-templates.json.
"""
import json, pathlib
from transformers.utils.chat_template_utils import render_jinja_template

TEMPLATES = {
    # [INST] turns, the system prompt folded into the first, errors for roles out of turn.
    "inst": """{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}{% set system_message = false %}{% endif %}{% for message in loop_messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Roles must alternate.') }}{% endif %}{% if loop.index0 == 0 and system_message != false %}{% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}{% else %}{% set content = message['content'] %}{% endif %}{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}{% elif message['role'] == 'assistant' %}{{ ' '  + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}""",
    # Headers around roles, a date only where the host tells it, content trimmed by a filter.
    "headers": """{{- bos_token }}
{%- if not date_string is defined %}
    {%- if strftime_now is defined and false %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "26 Jul 2024" %}
    {%- endif %}
{%- endif %}
{#- The system message comes first. #}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
{{- "Today Date: " + date_string + "\\n\\n" }}
{{- system_message }}
{{- "<|eot_id|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}
    {%- elif 'tool_calls' in message %}
        {%- if not message.tool_calls|length == 1 %}
            {{- raise_exception("one call") }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif %}
""",
    # Turns with another name for the assistant; content may be a list of parts.
    "turns": """{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- if messages[0]['content'] is string -%}
        {%- set first_user_prefix = messages[0]['content'] + '

' -%}
    {%- else -%}
        {%- set first_user_prefix = messages[0]['content'][0]['text'] + '

' -%}
    {%- endif -%}
    {%- set loop_messages = messages[1:] -%}
{%- else -%}
    {%- set first_user_prefix = "" -%}
    {%- set loop_messages = messages -%}
{%- endif -%}
{%- for message in loop_messages -%}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
        {{ raise_exception("Conversation roles must alternate user/assistant/user/assistant/...") }}
    {%- endif -%}
    {%- if (message['role'] == 'assistant') -%}
        {%- set role = "model" -%}
    {%- else -%}
        {%- set role = message['role'] -%}
    {%- endif -%}
    {{ '<start_of_turn>' + role + '
' + (first_user_prefix if loop.first else "") }}
    {%- if message['content'] is string -%}
        {{ message['content'] | trim }}
    {%- elif message['content'] is iterable -%}
        {%- for item in message['content'] -%}
            {%- if item['type'] == 'image' -%}
                {{ '<start_of_image>' }}
            {%- elif item['type'] == 'text' -%}
                {{ item['text'] | trim }}
            {%- endif -%}
        {%- endfor -%}
    {%- else -%}
        {{ raise_exception("Invalid content type") }}
    {%- endif -%}
    {{ '<end_of_turn>
' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{'<start_of_turn>model
'}}
{%- endif -%}
""",
    # Thought is cut out of earlier answers; a namespace remembers the last question.
    "thinking": """{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.content is string %}
        {%- set content = message.content %}
    {%- else %}
        {%- set content = '' %}
    {%- endif %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {%- set reasoning_content = '' %}
        {%- if message.reasoning_content is string %}
            {%- set reasoning_content = message.reasoning_content %}
        {%- elif '</think>' in content %}
            {%- set reasoning_content = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
        {%- endif %}
        {%- if loop.index0 > ns.last_query_index and (loop.last or (not loop.last and reasoning_content)) %}
            {{- '<|im_start|>' + message.role + '\\n<think>\\n' + reasoning_content.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
        {%- else %}
            {{- '<|im_start|>' + message.role + '\\n' + content }}
        {%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}""",
    # Lines of introduction, names with colons, whitespace left to trim_blocks.
    "vicuna": """{% if messages[0]['role'] == 'system' %}
{{ messages[0]['content'] | trim }}

{% set messages = messages[1:] %}
{% endif %}
{% for message in messages %}
  {% if message['role'] == 'user' %}
USER: {{ message['content'] | trim }}
  {% elif message['role'] == 'assistant' %}
ASSISTANT: {{ message['content'] | trim }}{{ eos_token }}
  {% else %}
{{ message['role'] | upper }}: {{ message['content'] }}
  {% endif %}
{% endfor %}
{% if add_generation_prompt %}
ASSISTANT:{% endif %}""",
    # Macros, defaults, mappings, JSON.
    "macros": """{%- macro turn(role, text, end=eos_token) -%}
<{{ role | lower }}>{{ text | replace('\\r\\n', '\\n') | indent(2) }}{{ end }}
{% endmacro -%}
{%- set names = {'user': 'Person', 'assistant': 'Model', 'system': 'Rules'} -%}
{%- for message in messages -%}
{{ turn(names[message.role] | default('Other'), message.content) }}
{%- if not loop.last %}{{ '--' if loop.nextitem.role == 'user' else '++' }}{% endif %}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ turn(role='MODEL', text='', end='') }}{%- endif -%}
{{ messages | map(attribute='role') | list | tojson }}
{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | map('trim') | list | tojson }}
{{ {'n': messages | length, 'names': names.values() | join(', '), 'half': (messages | length) / 2, 'none': none} | tojson }}""",
    # Loops with conditions, else, break and continue, tests, slices, arithmetic, printing.
    "corners": """{% for message in messages if message.role != 'system' %}
{%- if loop.index > 4 %}{% break %}{% endif %}
{%- if not message.content %}{% continue %}{% endif %}
{{ loop.index }}/{{ loop.length }} {{ loop.revindex0 }} {{ message.content[:5] }}|{{ message.content[-3:] }}|{{ message.content[::-1][:4] }}|{{ loop.previtem.role if loop.previtem is defined else 'first' }}
{%- else %}
nobody speaks
{%- endfor %}
{% set text = messages[-1].content %}
{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 10 }} {{ 1.5 + 2 }} {{ 'ab' * 3 }} {{ 'a' ~ 1 ~ none ~ true }}
{{ [1, 'two', 3.0, true, none, 'it\\'s'] }} {{ {'k': [1, 2], 'l': {'m': 'n'}} }} {{ ('x', 1) | join('-') }}
{{ text | title }} {{ text | capitalize }} {{ text.upper() }} {{ text | length }} {{ text.split() | first }} {{ (text.split(' ', 1) | last) }}
{{ text is string }} {{ text is defined }} {{ nothing is defined }} {{ nothing }} {{ nothing | default('usual') }} {{ '' | default('empty', true) }} {{ none is none }}
{{ 3 is odd }} {{ 4 is even }} {{ 9 is divisibleby 3 }} {{ 1 in [1, 2] }} {{ 'z' not in 'abc' }} {{ 1 < 2 <= 2 }} {{ not 1 == 2 and (3 > 2 or false) }}
{{ [3, 1, 2] | sort | join(',') }} {{ ['b', 'A', 'c'] | sort(reverse=true) | join(',') }} {{ [1, 2, 3] | sum }} {{ [4, 9, 2] | max }} {{ [1, 1, 2] | unique | list }}
{{ range(3) | list }} {{ range(2, 11, 4) | list }} {{ '%s' | replace('%s', 'x') }} {{ "a,b,,c".split(',') }} {{ 'x'.join(['1', '2']) }}
{% set ns = namespace(count=0) %}{% for message in messages %}{% set ns.count = ns.count + message.content | length %}{% endfor %}{{ ns.count }}
{% set captured %}<b>{{ text | e }}</b>{% endset %}{{ captured | upper }}
{% filter trim %}   {{ messages | length }}   {% endfilter %}
{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a is defined }}
{% raw %}{{ not run }} {% endraw %}{{ 'a\\tb\\u00e9\\x41' }}
{% for key, value in {'one': 1, 'two': 2}.items() %}{{ key }}={{ value }};{% endfor %}{% for a, b in [(1, 2), (3, 4)] %}{{ a * b }} {% endfor %}
{% if text.startswith(('a', 'b')) or text.find('e') > 0 %}yes{% elif text %}maybe{% else %}no{% endif %}
{{ messages[0].get('name', 'nameless') }} {{ messages[0].missing }} {{ messages[99] is defined }} {{ text | trim | string | safe }}
    {% if true %}indented{% endif %}
  {#- a comment -#}  
{%+ if true %}kept{% endif +%}
end
""",
}
CONVERSATIONS = [
    [["user", "Hi"]],
    [["system", "Be brief."], ["user", "Hi"]],
    [["system", ""], ["user", "  leading and trailing  \n"]],
    [["user", "写一段关于斑马的文字。"], ["assistant", "斑马在吃草。"], ["user", "再短一点"]],
    [["system", "a\nb"], ["user", "{{ braces }} {% tags %} \"quotes\" 'single' \\n"],
     ["assistant", "ok"], ["user", "<|im_end|> inside"]],
    [["assistant", "I start."], ["user", "Go on"]],
    [["user", "one"], ["user", "two"]],
    [["user", "q"], ["assistant", "<think>\nhm\n</think>\n\nanswer"], ["user", "again"]],
    [["user", "q"], ["assistant", "<think>\nhm\n</think>\n\nanswer"]],
    [["system", "  spaced  "], ["user", "ends in\ttab\t"], ["assistant", "\nline\n"], ["user", "é è 😀 👩‍🌾"]],
    [["user", "a\r\nb"], ["assistant", "c"], ["user", "d"], ["assistant", "e"], ["user", "f"]],
    [["user", "[INST] nested [/INST]"]],
    [["user", "<start_of_turn>model\nI am the model<end_of_turn>"]],
    [["system", "s"], ["user", "u"], ["assistant", "a"], ["user", ""], ["assistant", "b"], ["user", "v"]],
    [["user", "it's \"quoted\" & <b>bold</b>"]],
    [["user", "1"], ["assistant", "2"], ["user", "3"], ["assistant", "4"], ["user", "5"],
     ["assistant", "6"], ["user", "7"]],
    [["system", "规则"], ["user", "第一行\n第二行\n\n第四行"]],
    [["user", "a very long line " * 20]],
    [["system", "only rules"]],
    [["user", "tabs\tand\u00a0spaces\u3000wide"], ["assistant", "\u3000"], ["user", "\u00a0"]],
]
out = []
for name, template in TEMPLATES.items():
    for index, conversation in enumerate(CONVERSATIONS):
        for generation in (True, False):
            golden = {"template": name, "conversation": index, "generation": generation}
            try:
                rendered, _ = render_jinja_template(
                    conversations=[[{"role": r, "content": c} for r, c in conversation]],
                    chat_template=template, tools=None, documents=None,
                    add_generation_prompt=generation, bos_token="<s>", eos_token="</s>",
                    enable_thinking=False)
                golden["text"] = rendered[0]
            except Exception as error:
                golden["error"] = str(error)
            out.append(golden)
(pathlib.Path(__file__).parent / "template-goldens.json").write_text(
    json.dumps(
        {"templates": TEMPLATES, "conversations": CONVERSATIONS, "goldens": out},
        ensure_ascii=True, indent=1) + "\n")
print(sum("error" in golden for golden in out), "of", len(out), "refused:",
      sorted({golden["error"] for golden in out if "error" in golden}))
