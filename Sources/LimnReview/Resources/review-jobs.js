// Work of the models: text as it arrives, proposals to choose from, progress.
import { button, element, picture } from "./review-elements.js";
import { post, Refusal } from "./review-server.js";
import { change, changed, hasEnded, hear, load, say, showTrouble, state } from "./review-state.js";
import { known, languageName, language, text } from "./review-strings.js";
import { compare } from "./review-words.js";

/** What this page asked for, by job, for events that do not tell it. */
const asked = new Map();

/** How jobs that this page ends will have ended: the answer says so, and news of it may come late. */
const ending = new Map();
const ends = { accept: "saved", discard: "discarded", cancel: "cancelled" };

/** Ends a job: accepts, discards or cancels it. */
function end(job, path, body, settings) {
  ending.set(job.job, ends[path]);
  return change(path, body, settings).then((answer) => {
    if (!answer) ending.delete(job.job);
    return answer;
  });
}

/** Asks for a part to be written anew. Returns whether the server took it on. */
export async function begin(question) {
  return start("retry", question);
}

/** Asks for decisions to be carried out. */
export async function compose() {
  return start("compose", {});
}

async function start(what, question) {
  try {
    const { job } = await post(what, { name: state.article.name, ...question });
    asked.set(job, question);
    const known = state.jobs.get(job);
    takeEvent({ job, name: state.article.name, what, state: "waiting", ...known });
    state.trouble = null;
    say(what === "compose" ? "composing" : "rewriting");
    return true;
  } catch (error) {
    showTrouble(error);
    return false;
  }
}

/** Takes news of a job. */
export function takeEvent(event) {
  if (!state.article || event.name !== state.article.name) return;
  const before = state.jobs.get(event.job);
  const job = { ...asked.get(event.job), ...before, ...event };
  hear(job.job);
  if (hasEnded(job)) {
    state.jobs.delete(job.job);
    asked.delete(job.job);
    const isOwn = ending.get(job.job) === job.state;
    ending.delete(job.job);
    if (isOwn) changed();
    else tellEnd(job);
    return;
  }
  state.jobs.set(job.job, job);
  if (!before || before.state !== job.state) {
    if (job.state === "proposed") say("ready", { count: job.alternatives?.length ?? 0 });
    else changed();
  } else {
    showProgress(job);
  }
}

/** Says how a job ended; what was saved is shown first. */
async function tellEnd(job) {
  changed();
  try {
    await load(job.name);
  } catch (error) {
    showTrouble(error);
    return;
  }
  if (job.state === "failed") showTrouble(new Refusal(0, job.problems ?? []));
  else if (job.state === "cancelled") say("cancelled");
  else if (job.state === "saved") say(job.what === "compose" ? "composed" : "accepted");
  if (job.state === "saved" && job.problems?.length) {
    showTrouble(new Refusal(0, job.problems), text("warnings"));
  }
}

// MARK: While it runs

const panels = new Map();

/** A job as it stands: progress and text, or the proposal. */
export function jobPanel(job) {
  if (job.state === "proposed") {
    panels.delete(job.job);
    return proposal(job);
  }
  const panel = element("section", { class: "job", "aria-label": text(job.what === "compose" ? "composing" : "rewriting") },
    element("div", { class: "job-head" },
      element("strong", {}, text(job.what === "compose" ? "composing" : "rewriting")),
      element("progress", { "aria-label": text("composing") }),
      element("span", { class: "hint job-stage" }),
      button(text("cancel"), `job-${job.job}-cancel`, () => end(job, "cancel", () => ({ job: job.job }), { done: "cancelled" }))),
    element("div", { class: "versions" }));
  panels.set(job.job, panel);
  showProgress(job);
  return panel;
}

function showProgress(job) {
  const panel = panels.get(job.job);
  if (!panel) return;
  const bar = panel.querySelector("progress");
  if (job.total > 0) {
    bar.max = job.total;
    bar.value = job.done ?? 0;
  } else {
    bar.removeAttribute("value");
  }
  const facts = [job.state === "waiting" ? text("waiting") : known(job.stage ?? "")];
  if (job.tokens > 0) facts.push(text("tokens", { count: job.tokens }));
  panel.querySelector(".job-stage").textContent = facts.filter(Boolean).join(" · ");
  const versions = panel.querySelector(".versions");
  const texts = (job.texts ?? []).map((one) => one ?? "");
  while (versions.children.length < texts.length) {
    const number = versions.children.length + 1;
    versions.append(element("div", { class: "version" },
      element("p", { class: "label" }, text("draft", { number })),
      element("p", { class: "stream", lang: job.language })));
  }
  texts.forEach((one, index) => {
    const stream = versions.children[index].querySelector(".stream");
    if (stream.textContent !== one) stream.textContent = one;
  });
}

// MARK: Proposals

const picked = new Map();

function proposal(job) {
  const alternatives = job.alternatives ?? [];
  const isChoice = alternatives.length > 1;
  const finish = (path, body, done) => end(job, path, body, {
    done, saved: () => {
      state.jobs.delete(job.job);
      asked.delete(job.job);
      picked.delete(job.job);
    },
  });
  // Afterwards the panel is gone: the focus goes to the tools of its row.
  const settle = (event, ...what) => {
    const row = event.target.closest(".row")?.dataset.key;
    finish(...what).then((done) => {
      if (done && row) document.querySelector(`[id="${CSS.escape(row)}-tools"] [tabindex="0"]`)?.focus({ preventScroll: true });
    });
  };
  const group = `job-${job.job}`;
  return element("form", {
    class: "job proposal",
    onsubmit: (event) => {
      event.preventDefault();
      settle(event, "accept", () => ({ job: job.job, alternative: picked.get(job.job) ?? 0 }), "accepted");
    },
  },
  element("fieldset", {},
    element("legend", {}, text("proposal"), " ", element("span", { class: "hint" }, text("proposalHint"))),
    element("div", { class: "versions" }, alternatives.map((alternative, index) => {
      const content = alternative.changes.length
        ? alternative.changes.map((one) => difference(one, `${group}-${index}`, alternative.changes.length > 1))
        : element("p", { class: "hint" }, text("noChange"));
      if (!isChoice) return element("div", { class: "version" }, content);
      return element("div", { class: "version is-choice" },
        element("label", { class: "label" }, element("input", {
          type: "radio", name: group, value: String(index), checked: (picked.get(job.job) ?? 0) === index,
          "data-focus": `${group}-${index}`, onchange: () => picked.set(job.job, index),
        }), " ", text("version", { number: index + 1 })),
        content);
    }))),
  element("div", { class: "actions" },
    element("button", { class: "primary", type: "submit", "data-focus": `${group}-accept` }, text(isChoice ? "acceptChosen" : "accept")),
    button(text("discard"), `${group}-discard`, (event) => settle(event, "discard", () => ({ job: job.job }), "discarded"))));
}

function difference(one, key, isNamed) {
  const name = isNamed && element("p", { class: "hint" }, languageName(one.language));
  const before = figure(one.before);
  const after = figure(one.after);
  if (before || after) return element("div", { class: "change" }, name, figureDifference(before, after, one, key));
  return element("div", { class: "change" }, name, marked(one.before, one.after, one.language));
}

/** A text with what is new and what is gone marked, also for those who do not see the colours. */
function marked(before, after, code) {
  const parts = compare(before ?? "", after ?? "", code);
  const isReplaced = parts.every((part) => part.kind !== "same");
  return element("p", { lang: code, class: isReplaced ? "marked is-replaced" : "marked" }, parts.map((part) => {
    if (part.kind === "same") return part.text;
    const isGone = part.kind === "gone";
    return element(isGone ? "del" : "ins", {},
      element("span", { class: "unseen", lang: language() }, text(isGone ? "was" : "is")), part.text);
  }));
}

/** The parts of a figure as manuscripts have them: ![alternative](<library:id> "caption"). */
function figure(markdown) {
  const found = /^!\[((?:[^\]\\]|\\.)*)\]\(<?library:((?:[^>\\)]|\\.)+?)>?(?:\s+"((?:[^"\\]|\\.)*)")?\)$/
    .exec((markdown ?? "").trim());
  if (!found) return null;
  const plain = (part) => (part ?? "").replace(/\\([!-/:-@[-`{-~])/g, "$1");
  return { alternative: plain(found[1]), picture: plain(found[2]), caption: plain(found[3]) };
}

function figureDifference(before, after, { language: code }, key) {
  const shown = (one, kind) => one && element("div", { class: "frame" },
    picture(`${key}-${code}-${kind}`, thumbnailOf(one.picture), one.alternative));
  const isOther = before?.picture !== after?.picture;
  return [
    element("div", { class: "frames" }, isOther && shown(before, "before"), isOther && before && after
      && element("span", { class: "arrow", "aria-hidden": "true" }, "→"), shown(after, "after")),
    marked(before?.caption, after?.caption, code),
    before?.alternative !== after?.alternative && marked(before?.alternative, after?.alternative, code),
  ].flat().filter(Boolean);
}

/** The small picture's address, where the article knows the picture. */
function thumbnailOf(id) {
  const { places, bans, versions } = state.article;
  return [
    ...places.flatMap((at) => at.candidates), ...bans,
    ...versions.flatMap((shown) => shown.blocks.map((block) => block.figure).filter(Boolean)),
  ].find((one) => one.picture === id)?.thumbnail ?? `api/thumbnail?id=${encodeURIComponent(id)}`;
}

/** Jobs that no row shows: those of the whole article, and those asked for elsewhere. */
export function looseJobs(isShown) {
  return [...state.jobs.values()].filter((job) => !isShown(job));
}
