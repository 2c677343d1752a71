// The review page of `limn serve`: reads its address, listens, and keeps what it shows up to date.
import { showArticle, showList } from "./review-article.js";
import { button, element, keepingFocus, reconcile } from "./review-elements.js";
import { takeEvent } from "./review-jobs.js";
import { get, listen } from "./review-server.js";
import { change, load, loadJobs, renderWith, changed, showLanguage, showTrouble, state } from "./review-state.js";
import { language, languages, setLanguage, text } from "./review-strings.js";

const main = document.querySelector("#main");
let name = null;

// MARK: Showing

let isComposing = false;

function render() {
  // Characters that are being put together must not lose their field.
  if (isComposing) return;
  document.documentElement.lang = language();
  const title = name ? state.article?.title : text("articles");
  document.title = (title ? title + " · " : "") + text("review");
  document.querySelector(".skip").textContent = text("skip");
  keepingFocus(() => {
    showMasthead();
    if (name) {
      showArticle(main, name);
    } else {
      reconcile(document.querySelector(".dock-jobs"), []);
      showList(main);
    }
    showProblems();
  });
  const status = document.querySelector(".status");
  if (status.textContent !== state.status) status.textContent = state.status;
}

addEventListener("compositionstart", () => { isComposing = true; });
addEventListener("compositionend", () => {
  isComposing = false;
  render();
});

function showMasthead() {
  const { article } = state;
  const back = (path, what) => button(text(path), path, () => step(path), {
    "aria-disabled": String(!what), title: what ? text(path + "What", { what })
      : text(path === "undo" ? "nothingToUndo" : "nothingToRedo"),
  });
  reconcile(document.querySelector(".masthead"), [{
    key: "row", signature: JSON.stringify([language(), name, Boolean(article), article?.undo, article?.redo]),
    build: () => element("div", { class: "masthead-row" },
      element("a", { class: "masthead-title", href: "./" }, text("review")),
      name && element("nav", { class: "crumbs", "aria-label": text("articles") },
        element("a", { href: "./", "data-focus": "articles" }, text("articles"))),
      name && article && element("div", { class: "steps" }, back("undo", article.undo), back("redo", article.redo)),
      element("div", { class: "languages", role: "group", "aria-label": text("interface") },
        languages.filter(([code]) => code !== language()).map(([code, own]) => button(own, `interface-${code}`, () => {
          setLanguage(code);
          state.status = "";
          render();
        }, { lang: code })))),
  }]);
}

function showProblems() {
  const { trouble } = state;
  reconcile(document.querySelector(".problems"), trouble ? [{
    key: "trouble", signature: JSON.stringify([language(), trouble]), build: () => element("div", { class: "problem-panel" },
      element("div", { class: "job-head" }, element("strong", {}, trouble.title),
        button(text("hide"), "hide", () => {
          state.trouble = null;
          render();
        })),
      element("ol", {}, trouble.problems.map((problem) => element("li", {},
        problem.file && element("code", {}, problem.line ? `${problem.file}:${problem.line}` : problem.file),
        element("p", { class: "message" }, problem.message),
        problem.remedy && element("p", { class: "remedy" }, problem.remedy))))),
  }] : []);
}

// MARK: Undoing

function step(path) {
  if (!state.article?.[path]) return;
  change(path, () => ({ name: state.article.name }), { done: path === "undo" ? "undone" : "redone" });
}

addEventListener("keydown", (event) => {
  const isField = event.target.closest?.("textarea, input:not([type=radio])");
  if (isField || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const pressed = event.key.toLowerCase();
  const path = pressed === "y" || (pressed === "z" && event.shiftKey) ? "redo" : pressed === "z" ? "undo" : null;
  if (!path) return;
  event.preventDefault();
  step(path);
});

// MARK: The address

async function open() {
  const query = new URL(location.href).searchParams;
  const wanted = query.get("article");
  if (wanted !== name || !state.article) {
    name = wanted;
    Object.assign(state, { article: null, trouble: null, status: "" });
    for (const part of [state.drafts, state.open, state.tried, state.searches, state.jobs]) part.clear();
  }
  showLanguage(query.get("language"));
  render();
  await refresh();
}

async function refresh() {
  try {
    if (name) {
      await load(name);
      await loadJobs(name);
    } else {
      const { articles, writer } = await get("articles");
      state.list = articles;
      state.writer = writer ?? "";
      render();
    }
  } catch (error) {
    showTrouble(error);
  }
}

// Another article is another page: what is typed would be lost unasked.
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='./']");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const isSame = new URL(link.href).searchParams.get("article") === name;
  event.preventDefault();
  if (!isSame && hasDrafts()) {
    location.href = link.href;
    return;
  }
  history.pushState(null, "", link.href);
  open();
  if (!isSame) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
});
addEventListener("popstate", open);

function hasDrafts() {
  return [...state.drafts.values()].some((draft) => {
    const now = draft.values.length > 1 ? JSON.stringify(draft.values) : draft.values[0];
    return now !== draft.was;
  });
}

addEventListener("beforeunload", (event) => {
  if (hasDrafts()) event.preventDefault();
});

// MARK: Beginning

try {
  // The reader's choice of colours on the site holds here too.
  const colours = localStorage.getItem("limn-colours");
  if (colours === "dark" || colours === "light") document.documentElement.dataset.colours = colours;
} catch { /* Without storage the system's colours hold. */ }

renderWith(render);
matchMedia("(min-width: 50rem)").addEventListener("change", changed);
listen({
  site(message) {
    const isOld = state.trouble?.isSite;
    if (message.problems.length) {
      state.trouble = { title: text("siteProblems"), problems: message.problems, isSite: true };
      render();
    } else if (isOld) {
      state.trouble = null;
      render();
    }
    refresh();
  },
  review: takeEvent,
}, refresh);
open();
