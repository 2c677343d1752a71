// The page of one article, and the list of all.
import { button, element, reconcile } from "./review-elements.js";
import { compose, jobPanel, looseJobs } from "./review-jobs.js";
import { paragraphRow, paragraphSignature } from "./review-paragraph.js";
import { banList, figureRow, figureSignature } from "./review-places.js";
import { isPending, jobAt, rows, state, version } from "./review-state.js";
import { language, languageName, text } from "./review-strings.js";

/** The address of an article's page. */
export function address(name, code = null) {
  const query = new URLSearchParams({ article: name });
  if (code) query.set("language", code);
  return "./?" + query;
}

/** Brings the list of all articles in line. */
export function showList(main) {
  if (!state.list) return showLoading(main, text("articles"));
  const items = state.list.map((article) => ({
    key: article.name,
    signature: JSON.stringify([article, language()]),
    build: () => element("li", {},
      element("h2", {}, element("a", { href: address(article.name) }, article.title)),
      element("p", { class: "hint" }, article.name, " · ", article.isComposed
        ? text("composedIn", { languages: article.languages.map((code) => languageName(code)).join(", ") }) : text("notComposed")),
      article.problem && element("p", { class: "problem" }, article.problem)),
  }));
  reconcile(main, [
    { key: "list-head", signature: language() + state.writer, build: () => element("header", { class: "head" },
      element("h1", {}, text("articles")),
      state.writer && element("p", { class: "hint" }, text("writer", { name: state.writer }))) },
    items.length
      ? { key: "list", signature: "list", build: () => element("ul", { class: "articles" }) }
      : { key: "none", signature: language(), build: () => element("p", { class: "empty" },
        text("noArticles"), " ", text("noArticlesHint")) },
  ]);
  if (items.length) reconcile(main.lastElementChild, items);
}

function showLoading(main, title) {
  const isFailed = Boolean(state.trouble);
  reconcile(main, [{
    key: "loading", signature: JSON.stringify([language(), title, isFailed]),
    build: () => element("header", { class: "head" }, element("h1", {}, title),
      !isFailed && element("p", { class: "hint" }, text("loading"))),
  }]);
}

/** Brings the page of the article in line. */
export function showArticle(main, name) {
  const { article } = state;
  if (!article) return showLoading(main, name);
  const shown = version();
  const all = shown ? rows(shown) : [];
  const places = new Set(all.map((row) => row.place));
  const loose = looseJobs((job) => job.what === "retry" && places.has(job.place)
    && isInRow(job, all));
  reconcile(main, [
    { key: "article-head", signature: JSON.stringify([language(), article.title, article.brief, article.isComposed, shown?.language,
      shown?.address, article.versions.map((one) => one.language)]), build: () => head(article, shown) },
    ...loose.filter((job) => job.what === "retry").map((job) => ({
      key: `job-${job.job}`, signature: JSON.stringify([language(), job.state, job.alternatives]), build: () => looseJob(job),
    })),
    ...all.map((row) => {
      const isFigure = row.block.kind === "figure" && row.block.figure;
      return {
        key: `${state.language}-${row.block.index}`,
        signature: isFigure ? figureSignature(row) : paragraphSignature(row),
        build: () => isFigure ? figureRow(row) : paragraphRow(row),
      };
    }),
    { key: "bans", signature: JSON.stringify([language(), article.bans]), build: () => banList() ?? element("div", { class: "bans" }) },
  ]);
  showDock(loose.filter((job) => job.what !== "retry"));
}

/** Whether a row of the version that is shown has a place for this job. */
function isInRow(job, all) {
  const kinds = job.part === "section" ? ["section"] : [job.part];
  if (!job.part || jobAt(kinds, job.place)?.job !== job.job) return false;
  if (job.part === "section") return all.some((row) => row.section === job.place);
  if (job.part === "caption") return all.some((row) => row.block.figure && row.place === job.place);
  return true;
}

function looseJob(job) {
  const panel = jobPanel(job);
  if (!job.place) return panel;
  return element("div", {}, element("p", { class: "hint" }, text("elsewhere", {
    place: job.place, language: job.language ? languageName(job.language) : "",
  })), panel);
}

function head(article, shown) {
  return element("header", { class: "head" },
    element("h1", { lang: article.versions[0]?.language, dir: article.versions[0]?.direction }, article.title),
    element("p", { class: "hint" }, article.brief,
      shown?.address && [" · ", element("a", { href: shown.address }, text("openPage"))]),
    article.versions.length > 1 && element("nav", { class: "tabs", "aria-label": text("versions") },
      article.versions.map((one) => element("a", {
        href: address(article.name, one.language), "data-focus": `version-${one.language}`,
        lang: one.language, "aria-current": one.language === shown?.language ? "page" : null,
      }, languageName(one.language, one.language)))),
    element("p", { class: "hint usage usage-wide" }, article.isComposed ? text("hint") : text("notComposedHint")),
    article.isComposed && element("p", { class: "hint usage usage-narrow" }, text("hintPhone")));
}

/** What waits to be carried out, and the work on it. */
function showDock(jobs) {
  const { article } = state;
  const count = article.places.filter(isPending).length;
  const waits = jobs.length ? null
    : count ? text("pending", { count }) : article.isComposed ? null : text("notComposedHint");
  reconcile(document.querySelector(".dock-jobs"), [
    ...jobs.map((job) => ({
      key: `job-${job.job}`, signature: JSON.stringify([language(), job.state, job.alternatives]), build: () => jobPanel(job),
    })),
    ...(waits ? [{
      key: "waits", signature: waits, build: () => element("p", { class: "waits" }, waits, " ",
        button(text("compose"), "compose", compose, { class: "primary" })),
    }] : []),
  ]);
}
