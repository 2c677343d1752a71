#!/usr/bin/env python3
"""Composes two hundred briefs in one run that is killed again and again, and checks that nothing
finished was asked of the model twice.

usage: Benchmarks/interruption.py [--model NAME] [--briefs 200] [--language en] [--words N]
                                  [--kill-after 20,60,150] [--limn PATH] [--keep DIR]

The briefs are those of Benchmarks/drafts, all or those of one language, with other seeds each time
round, in a site of their own.
Two more are broken: the front matter of one cannot be read, and a folder lies where a manuscript of
the other belongs. `limn compose` is started and killed with SIGKILL after each of the times given
(seconds), then left to finish. Checked, with status 1 if one does not hold:

- every good brief has its manuscripts and its record in the end, though two briefs fail;
- both broken briefs are named, each with its file, in the last run;
- what the journals and records held before a run is in the records after it, letter for letter;
- the model calls that the last run reports are those of the answers which were not known before it;
- one more run asks nothing and writes nothing.
"""

import argparse
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MANUSCRIPT_IN_THE_WAY = "content/in-the-way.brief.md"
UNREADABLE = "content/unreadable.brief.md"


def make_site(folder, count, words, language):
    """Writes the briefs and the two broken ones; returns how many are good."""
    source = os.path.join(ROOT, "Benchmarks", "drafts")
    shutil.copy(os.path.join(source, "limn.yml"), folder)
    os.makedirs(os.path.join(folder, "content"))
    originals = sorted(glob.glob(os.path.join(source, "content", "*.brief.md")))
    if language:
        originals = [
            path for path in originals
            if f"languages: [{language}]" in open(path, encoding="utf-8").read()
        ]
    for index in range(count):
        original = originals[index % len(originals)]
        text = open(original, encoding="utf-8").read()
        text = re.sub(r"^seed: .*$", f"seed: {1000 + index}", text, flags=re.M)
        if words:
            text = re.sub(r"^words: .*$", f"words: {words}", text, flags=re.M)
        name = os.path.basename(original).replace(".brief.md", f"-{index:03}.brief.md")
        open(os.path.join(folder, "content", name), "w", encoding="utf-8").write(text)
    good = open(originals[-1], encoding="utf-8").read()
    write(folder, UNREADABLE, good.replace("---\n", "---\nwords: [\n", 1))
    write(folder, MANUSCRIPT_IN_THE_WAY, good)
    for language in ("en", "zh"):
        os.makedirs(os.path.join(folder, f"content/in-the-way.{language}.md"))


def write(folder, path, text):
    with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
        file.write(text)


def known(folder):
    """All answers that the journals and the records hold, by brief and key."""
    answers = {}
    for path in glob.glob(os.path.join(folder, "content", "*.record.json")):
        name = os.path.basename(path).removesuffix(".record.json")
        for answer in json.load(open(path, encoding="utf-8"))["answers"]:
            answers[name, answer["key"]] = answer
    for path in glob.glob(os.path.join(folder, ".limn", "compose", "*.jsonl")):
        name = os.path.basename(path).removesuffix(".jsonl").removeprefix("content~")
        for line in open(path, encoding="utf-8", errors="replace"):
            try:
                answer = json.loads(line)
            except ValueError:
                continue  # cut short by the kill
            answers.setdefault((name, answer["key"]), answer)
    return answers


def said(answer):
    """What of an answer must not change; its place in the article may."""
    return {name: value for name, value in answer.items() if name != "about"}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="smollm2-135m-instruct")
    parser.add_argument("--briefs", type=int, default=200)
    parser.add_argument("--language", help="only the briefs that are written in this language")
    parser.add_argument("--words", type=int, help="the length of all articles, not the briefs' own")
    parser.add_argument("--kill-after", default="20,60,150")
    parser.add_argument("--limn", default=os.path.join(ROOT, ".build", "release", "limn"))
    parser.add_argument("--keep", help="make the site in this folder, which must not exist")
    options = parser.parse_args()
    folder = options.keep or tempfile.mkdtemp(prefix="limn-briefs-")
    if options.keep and os.path.exists(folder):
        sys.exit(f"{folder} is there already; name a folder that is to be made")
    os.makedirs(folder, exist_ok=True)
    make_site(folder, options.briefs, options.words, options.language)
    command = [options.limn, "compose", "--directory", folder, "--model", options.model]

    for seconds in [float(text) for text in options.kill_after.split(",") if text]:
        before = known(folder)
        with open(os.path.join(folder, "log.txt"), "a") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
            time.sleep(seconds)
            process.send_signal(signal.SIGKILL)
            process.wait()
        if process.returncode != -signal.SIGKILL:
            sys.exit(f"the run ended by itself within {seconds} s; see {folder}/log.txt")
        after = known(folder)
        articles = len(glob.glob(os.path.join(folder, "content", "*.record.json")))
        print(f"killed after {seconds:g} s: {len(after)} answers, {articles} articles", flush=True)
        compare(before, after)

    before = known(folder)
    start = time.monotonic()
    last = subprocess.run(command + ["--format", "json"], capture_output=True, text=True)
    minutes = (time.monotonic() - start) / 60
    after = known(folder)
    compare(before, after)
    calls = reported(folder, last)
    needed = sum(
        answer["attempts"] for (name, key), answer in after.items()
        if (name, key) not in before and answer["stage"] != "image retrieval"
        and name != "in-the-way")
    done = glob.glob(os.path.join(folder, "content", "*.record.json"))
    print(
        f"finished in {minutes:.1f} minutes: {len(after)} answers, {len(done)} articles, "
        f"status {last.returncode}")
    print(last.stderr.strip()[-1500:])
    expect(len(done) == options.briefs, f"{len(done)} records of {options.briefs} good briefs")
    expect(last.returncode != 0, "a run with two broken briefs ended with status 0")
    for path in (UNREADABLE, MANUSCRIPT_IN_THE_WAY.replace(".brief", "")[:-3]):
        expect(path in last.stderr, f"the last run does not name {path}")
    if calls is not None:
        print(f"model calls of the last run: {calls}; of answers unknown before it: {needed}")
        expect(calls == needed, "the last run asked what was known")
    state = files(folder)
    again = subprocess.run(command, capture_output=True, text=True)
    expect(again.stdout.count("nothing to do") == options.briefs, "one more run had something to do")
    expect(files(folder) == state, "one more run changed files")
    print("one more run: nothing to do, nothing written")


def reported(folder, run):
    """Model calls by the run's own report; nothing where it made none."""
    try:
        return sum(report["model_calls"] for report in json.loads(run.stdout))
    except ValueError:
        return None


def files(folder):
    names = glob.glob(os.path.join(folder, "content", "*"))
    return {
        name: open(name, "rb").read() for name in names
        if os.path.isfile(name)
    }


def compare(before, after):
    lost = [place for place, answer in before.items()
            if place not in after or said(after[place]) != said(answer)]
    expect(not lost, f"{len(lost)} answers were lost or changed, such as {lost[:3]}")


def expect(holds, complaint):
    if not holds:
        sys.exit(f"does not hold: {complaint}")


if __name__ == "__main__":
    main()
