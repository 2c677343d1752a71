// What the page knows, and what follows from it.
import { get, post, Refusal } from "./review-server.js";
import { text } from "./review-strings.js";

export const state = {
  /** All articles, on the page without an article; null before they arrive. */
  list: null,
  writer: "",
  /** The article as the server tells it; null before it arrives. */
  article: null,
  /** The code of the version that is shown. */
  language: null,
  /** Texts that are typed and not saved: key → { values, was, isOpen, isConflict }. */
  drafts: new Map(),
  /** Keys of what was opened or closed by hand: key → whether it is open. */
  open: new Map(),
  /** Pictures that are tried out, by place. */
  tried: new Map(),
  /** Searches by place: { query, candidates }. */
  searches: new Map(),
  /** Work of the models by id, newest event. */
  jobs: new Map(),
  /** What is wrong: { title, problems } or null. */
  trouble: null,
  status: "",
  versionCount: 1,
};

/** Whether nothing more will be heard of a job. */
export function hasEnded(job) {
  return ["saved", "failed", "cancelled", "discarded"].includes(job.state);
}

let render = () => {};

/** Names the function that brings the page in line with the state. */
export function renderWith(change) {
  render = change;
}

/** Brings the page in line with the state. */
export function changed() {
  render();
}

/** Says something in the status line, also to those who hear the page. */
export function say(name, values) {
  state.status = text(name, values);
  render();
}

export function showTrouble(error, title = text("problems")) {
  if (!(error instanceof Refusal)) {
    console.error(error);
    state.trouble = { title, problems: [{ message: String(error) }] };
  } else {
    state.trouble = { title, problems: error.problems };
  }
  state.status = "";
  render();
}

/** The version that is shown. */
export function version() {
  const versions = state.article?.versions ?? [];
  return versions.find((one) => one.language === state.language) ?? versions[0] ?? null;
}

export function place(name) {
  return state.article?.places.find((one) => one.place === name) ?? null;
}

// MARK: Loading and saving

/** Chooses a version; the first one when there is none in this language. */
export function showLanguage(code) {
  state.language = code;
  if (state.article) state.language = version()?.language ?? null;
}

/** Takes an article that the server sent. */
export function take(article) {
  state.article = article;
  showLanguage(state.language);
  moveDrafts();
  for (const [name, id] of state.tried) {
    const at = place(name);
    if (!at || (at.choice === "pinned" && at.picture === id)) state.tried.delete(name);
  }
}

/** What is asked and what is changed, one after the other: an old answer must not hide a new one. */
let queue = Promise.resolve();

function queued(work) {
  const result = queue.then(work);
  queue = result.catch(() => {});
  return result;
}

/** Reads the article again. */
export function load(name) {
  return queued(() => reload(name));
}

async function reload(name) {
  const article = await get("article", { name });
  if (JSON.stringify(article) === JSON.stringify(state.article)) return;
  take(article);
  render();
}

// When each job was last heard of, counted in messages.
const heard = new Map();
let messages = 0;

/** Notes that a message about a job has come: it is newer than any answer on its way. */
export function hear(job) {
  messages += 1;
  heard.set(job, messages);
}

/** Asks for the jobs that were begun before this page listened. */
export async function loadJobs(name) {
  const start = messages;
  const { jobs } = await get("jobs", { name });
  const isNews = (job) => (heard.get(job) ?? 0) > start;
  for (const id of state.jobs.keys()) if (!isNews(id)) state.jobs.delete(id);
  for (const job of jobs) if (!isNews(job.job) && !hasEnded(job)) state.jobs.set(job.job, job);
  render();
}

/**
 * Changes the article.
 *
 * - path, body: what to post; the body is made when its turn comes
 * - done: the text that says so
 * - saved: called before the new article is shown
 *
 * Returns the answer, or null; what went wrong is shown.
 */
export function change(path, body, { done = "saved", saved = () => {} } = {}) {
  const run = async () => {
    say("saving");
    try {
      const answer = await post(path, body());
      state.trouble = null;
      saved(answer);
      if (answer.versions) take(answer);
      say(done);
      return answer;
    } catch (error) {
      if (error instanceof Refusal && error.status === 409) {
        await reload(state.article.name).catch(() => {});
      }
      showTrouble(error);
      return null;
    }
  };
  return queued(run);
}

// MARK: Drafts

/** Where a draft is kept. */
export function draftKey(kind, index) {
  return `${state.language}/${index}/${kind}`;
}

/** What a draft of this kind would replace. */
function present(kind, block) {
  return kind === "caption"
    ? JSON.stringify([block.figure?.caption ?? "", block.figure?.alternative ?? ""]) : block.markdown;
}

export function openDraft(kind, block, values) {
  const key = draftKey(kind, block.index);
  const draft = state.drafts.get(key);
  if (draft) draft.isOpen = true;
  else state.drafts.set(key, { values, was: present(kind, block), isOpen: true, isConflict: false });
  render();
}

/** After the file changed, a draft goes with the text it was made from. */
function moveDrafts() {
  const moved = new Map();
  for (const [key, draft] of state.drafts) {
    const [language, index, kind] = key.split("/");
    const blocks = state.article.versions.find((one) => one.language === language)?.blocks ?? [];
    const fits = blocks.filter((block) => present(kind, block) === draft.was)
      .sort((a, b) => Math.abs(a.index - index) - Math.abs(b.index - index));
    const place = fits[0]?.index ?? nearest(kind, blocks, index);
    if (!fits.length && blocks[place]) {
      draft.isConflict = true;
      draft.was = present(kind, blocks[place]);
    }
    let free = `${language}/${place}/${kind}`;
    while (moved.has(free)) free = `${language}/${Number(free.split("/")[1]) + 1}/${kind}`;
    moved.set(free, draft);
  }
  state.drafts = moved;
}

/** Where a draft goes whose text is gone: to the nearest block of its kind. */
function nearest(kind, blocks, index) {
  const alike = blocks.filter((block) => Boolean(block.figure) === (kind === "caption"));
  alike.sort((a, b) => Math.abs(a.index - index) - Math.abs(b.index - index));
  return alike[0]?.index ?? Number(index);
}

// MARK: What follows

/**
 * The blocks of a version with what belongs to them: { block, place, hasFigure, section }. A figure
 * belongs to the place of the paragraph above it.
 */
export function rows(shown) {
  let last = null;
  const blocks = shown.blocks;
  return blocks.map((block, at) => {
    if (block.kind === "paragraph" || block.kind === "other") last = block.place ?? null;
    if (block.kind === "heading") last = null;
    const own = block.kind === "figure" ? block.place ?? last : block.place;
    let section = null;
    if (block.kind === "heading") {
      for (const next of blocks.slice(at + 1)) {
        if (next.kind === "heading") break;
        if (next.kind === "paragraph" && next.place) {
          section = next.place;
          break;
        }
      }
    }
    return {
      block, place: own, section,
      hasFigure: block.kind === "paragraph" && blocks[at + 1]?.kind === "figure",
    };
  });
}

/** Whether a decision about a place has still to be carried out. */
export function isPending(at) {
  if (typeof at.isPending === "boolean") return at.isPending;
  const bans = new Set(state.article.bans.map((ban) => ban.picture));
  return state.article.versions.some((shown) => {
    const figures = rows(shown).filter((row) => row.block.figure && row.place === at.place)
      .map((row) => row.block.figure.picture);
    switch (at.choice) {
      case "pinned": return !figures.includes(at.picture);
      case "empty": return figures.length > 0;
      case "wanted": return figures.length === 0;
      default: return figures.some((figure) => bans.has(figure));
    }
  });
}

/** The newest unfinished job of what lies at a place of the version that is shown. */
export function jobAt(parts, name) {
  return [...state.jobs.values()].find((job) => job.what === "retry" && parts.includes(job.part)
    && job.place === name && (!job.language || job.language === state.language)) ?? null;
}
