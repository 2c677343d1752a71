"""Writes one blog twice: as a site for Hugo and as a site for Limn, over the same posts.

A post has front matter and eight to fourteen blocks of Markdown: headings, paragraphs with emphasis,
links and code, lists, quotations, tables and fenced code. Both sites have article pages, lists in
pages of twenty, tag pages, a feed, a sitemap and robots.txt.
The same seed writes the same bytes.
"""

import os
import random

SYLLABLES = "ka lo mi ne su ta vo ri pel dor fen gal hun jas kel nor".split()

HUGO = {
    "hugo.toml": 'baseURL = "https://example.org/"\ntitle = "Bench"\nenableRobotsTXT = true\n'
    "[pagination]\npagerSize = 20\n[markup.highlight]\nnoClasses = false\n",
    "layouts/_default/baseof.html": '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{{ .Title }}</title>'
    '<meta name="description" content="{{ .Description }}">'
    '<link rel="canonical" href="{{ .Permalink }}"></head><body><header><a href="/">Home</a> '
    '<a href="/tags/">Tags</a></header><main>{{ block "main" . }}{{ end }}</main></body></html>',
    "layouts/_default/single.html": '{{ define "main" }}<article><h1>{{ .Title }}</h1><p>'
    '<time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 January 2006" }}</time> '
    "{{ .ReadingTime }} min</p>{{ .TableOfContents }}{{ .Content }}<ul>{{ range .Params.tags }}"
    '<li><a href="/tags/{{ . | urlize }}/">{{ . }}</a></li>{{ end }}</ul>'
    '{{ with .PrevInSection }}<a rel="prev" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}'
    '{{ with .NextInSection }}<a rel="next" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}'
    "</article>{{ end }}",
    "layouts/_default/list.html": '{{ define "main" }}<h1>{{ .Title }}</h1>'
    '{{ range .Paginator.Pages }}<article><h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2>'
    "<p>{{ .Description }}</p></article>{{ end }}{{ with .Paginator }}{{ if .HasPrev }}"
    '<a href="{{ .Prev.URL }}">newer</a>{{ end }}{{ if .HasNext }}<a href="{{ .Next.URL }}">older</a>'
    "{{ end }}{{ end }}{{ end }}",
    "layouts/_default/terms.html": '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}'
    '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}',
}

# The search index is Limn's own; Hugo makes none, so the first of these sites has none either.
DEFAULTS = "title: Bench\nbase_url: https://example.org/\nlanguages: [en]\n"
LIMN = {"limn": DEFAULTS + "search: false\n", "limn-search": DEFAULTS}


class Blog:
    """Posts from a seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.words = [
            "".join(self.random.choice(SYLLABLES) for _ in range(self.random.randint(1, 4)))
            for _ in range(3000)
        ]
        self.tags = [f"{self.random.choice(self.words)}-{number}" for number in range(120)]

    def sentence(self, count):
        return " ".join(self.random.choice(self.words) for _ in range(count)).capitalize() + "."

    def paragraph(self):
        sentences = [
            self.sentence(self.random.randint(6, 18)) for _ in range(self.random.randint(3, 6))
        ]
        if self.random.random() < 0.5:
            sentences[1] = f"**{sentences[1]}**"
        if self.random.random() < 0.5:
            word = self.random.choice(self.words)
            sentences.append(f"See [{word}](https://example.org/{word}) and `{word}()`.")
        return " ".join(sentences)

    def block(self):
        kind = self.random.random()
        if kind < 0.08:
            lines = [f"let {self.random.choice(self.words)} = {row}" for row in range(6)]
            return "```swift\n" + "\n".join(lines) + "\n```"
        if kind < 0.16:
            return "\n".join(f"- {self.sentence(6)}" for _ in range(5))
        if kind < 0.20:
            rows = [f"| {self.random.choice(self.words)} | {row} |" for row in range(4)]
            return "| a | b |\n|---|---|\n" + "\n".join(rows)
        if kind < 0.25:
            return "> " + self.sentence(14)
        return self.paragraph()

    def post(self):
        blocks = []
        for number in range(self.random.randint(8, 14)):
            if number % 4 == 0:
                blocks.append("## " + self.sentence(4)[:-1])
            blocks.append(self.block())
        tags = ", ".join(self.random.sample(self.tags, 3))
        day = "20{:02}-{:02}-{:02}".format(
            self.random.randint(10, 25), self.random.randint(1, 12), self.random.randint(1, 28)
        )
        head = f'---\ntitle: "{self.sentence(5)[:-1]}"\ndate: {day}\ntags: [{tags}]\n'
        head += f'description: "{self.sentence(9)}"\n---\n\n'
        return head + "\n\n".join(blocks) + "\n"


def write(folder, pages, templates, seed=1):
    """Writes `folder/content`, `folder/hugo`, `folder/limn` and `folder/limn-search`."""
    posts = os.path.join(folder, "content", "posts")
    os.makedirs(posts, exist_ok=True)
    blog = Blog(seed)
    for number in range(pages):
        with open(os.path.join(posts, f"post-{number:06}.md"), "w") as file:
            file.write(blog.post())
    for path, text in HUGO.items():
        target = os.path.join(folder, "hugo", path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w") as file:
            file.write(text)
    os.symlink("../content", os.path.join(folder, "hugo", "content"))
    for name, settings in LIMN.items():
        os.makedirs(os.path.join(folder, name), exist_ok=True)
        with open(os.path.join(folder, name, "limn.yml"), "w") as file:
            file.write(settings)
        os.symlink("../content", os.path.join(folder, name, "content"))
        os.symlink(os.path.abspath(templates), os.path.join(folder, name, "templates"))
