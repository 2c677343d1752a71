// Pictures: figures, their captions, and the candidates of a place.
import { button, element, isSave, picture, textArea, toolbar } from "./review-elements.js";
import { begin, jobPanel } from "./review-jobs.js";
import { focusRow, opener, rowKey } from "./review-paragraph.js";
import { get } from "./review-server.js";
import { change, changed, draftKey, isPending, jobAt, openDraft, place, say, showTrouble, state, version } from "./review-state.js";
import { known, language, text } from "./review-strings.js";

const parts = ["picture", "caption"];
const isWide = matchMedia("(min-width: 50rem)");

/** Candidates are open from the start where there is room beside the text. */
function isShown(key) {
  return state.open.get(`${key}-place`) ?? isWide.matches;
}

export function figureSignature(row) {
  const key = rowKey(row.block);
  const draft = state.drafts.get(draftKey("caption", row.block.index));
  const job = row.place && jobAt(parts, row.place);
  return JSON.stringify([
    language(), row, draft ? [draft.isOpen, draft.isConflict] : null, isShown(key), state.open.get(`${key}-more`),
    row.place && placeSignature(row.place),
    job && [job.job, job.state, job.alternatives],
  ]);
}

/** What the tools of a place depend on; not what is being typed into its search field. */
export function placeSignature(name) {
  return [place(name), state.tried.get(name), state.searches.get(name)?.candidates, placeNoteKind(name)];
}

export function figureRow(row) {
  const { block } = row;
  const { figure } = block;
  const key = rowKey(block);
  const name = row.place ? text("figureAt", { place: row.place }) : text("block", { number: block.index + 1 });
  const draft = state.drafts.get(draftKey("caption", block.index));
  const tried = row.place && state.tried.get(row.place);
  const trial = tried && tried !== figure.picture ? candidate(row.place, tried) : null;
  const job = row.place && jobAt(parts, row.place);
  const shown = version();
  return element("div", { class: `row row-figure${state.open.get(`${key}-more`) ? " is-open" : ""}`, role: "group", "aria-label": name },
    element("figure", { class: "row-text", lang: shown.language, dir: shown.direction },
      element("div", { class: trial ? "frame is-trial" : "frame" },
        trial ? picture(`${key}-trial`, trial.thumbnail, trial.description)
          : picture(`${key}-figure`, figure.thumbnail, figure.alternative)),
      trial && element("p", { class: "note", lang: language() }, text("tryOut")),
      draft?.isOpen ? captionEditor(block, draft, key) : element("figcaption", {},
        element("span", { class: "figure-caption" }, figure.caption),
        button("⋯", `${key}-more`, () => {
          state.open.set(`${key}-more`, !state.open.get(`${key}-more`));
          changed();
        }, {
          class: "more", lang: language(), "aria-label": text("tools") + ": " + name,
          "aria-expanded": String(Boolean(state.open.get(`${key}-more`))), "aria-controls": `${key}-tools`,
        }),
        element("span", { class: "alternative", "aria-hidden": "true" }, figure.alternative || text("noAlternative")))),
    element("div", { class: "row-side" },
      toolbar(text("tools") + ": " + name, `${key}-tools`, figureTools(row, key)),
      draft && !draft.isOpen && element("p", { class: "note" }, text("unsaved") + " ",
        button(text("editCaption"), `${key}-unsaved`, () => openDraft("caption", block))),
      row.place && placeNote(row.place),
      row.place && isShown(key) && placePanel(row.place, figure.picture)),
    job && element("div", { class: "row-wide" }, jobPanel(job)));
}

function figureTools(row, key) {
  const { block } = row;
  const tools = [button(text("editCaption"), `${key}-caption`, () => {
    openDraft("caption", block, [block.figure.caption ?? "", block.figure.alternative ?? ""]);
    focusRow(key, "caption-text");
  })];
  const at = row.place && place(row.place);
  if (!at) return tools;
  const isPinned = at.choice === "pinned" && at.picture === block.figure.picture;
  tools.push(
    button(text("pinPicture"), `${key}-pin`, () => isPinned
      ? decide(row.place, null) : decide(row.place, "pinned", block.figure.picture),
    { "aria-pressed": String(isPinned), title: text("pinPictureWhat") }),
    button(text("noPicture"), `${key}-empty`, () => decide(row.place, "empty")),
    button(text("otherPicture"), `${key}-other`, () => begin({
      part: "picture", place: row.place, language: null, instruction: null, seed: null, alternatives: 1,
    })),
    button(text("rewriteCaption"), `${key}-recaption`, () => begin({
      part: "caption", place: row.place, language: state.language, instruction: null, seed: null,
      alternatives: 1,
    })),
    opener(text("candidates"), `${key}-place`, { usual: isWide.matches }));
  return tools;
}

function decide(name, choice, id = null) {
  return change("decide", () => ({ name: state.article.name, place: name, choice, picture: id }), {
    saved: () => state.tried.delete(name),
  });
}

/** What is decided about a place and not carried out yet. */
export function placeNote(name) {
  const says = placeNoteKind(name);
  if (!says) return null;
  const at = place(name);
  const pinned = at.choice === "pinned" && candidate(name, at.picture);
  return element("div", { class: "note decided" },
    pinned && thumb(`place-${name}-pinned`, pinned.thumbnail, pinned.description),
    element("p", {}, text(says), " ",
      at.choice && button(text("takeBack"), `place-${name}-back`, () => decide(name, null))));
}

function placeNoteKind(name) {
  const at = place(name);
  if (!at || !isPending(at)) return null;
  return { pinned: "pinnedHere", empty: "emptyHere", wanted: "wanted" }[at.choice] ?? "bannedPending";
}

// MARK: Captions

function captionEditor(block, draft, key) {
  const save = () => change("caption", () => ({
    name: state.article.name, language: state.language, revision: version().revision,
    index: block.index, caption: draft.values[0].trim(), alternative: draft.values[1].trim(),
  }), { saved: () => state.drafts.delete(draftKey("caption", block.index)) })
    .then((done) => done && focusRow(key, "caption"));
  const leave = () => {
    draft.isOpen = false;
    if (JSON.stringify(draft.values) === draft.was) state.drafts.delete(draftKey("caption", block.index));
    changed();
    focusRow(key, "caption");
  };
  const field = (label, focus, at) => [
    element("label", { for: `${key}-${focus}`, lang: language() }, text(label)),
    textArea({
      id: `${key}-${focus}`, "data-focus": `${key}-${focus}`, "aria-describedby": `${key}-caption-hint`,
      oninput: (event) => { draft.values[at] = event.target.value; },
    }, draft.values[at]),
  ];
  return element("form", {
    class: "editor",
    onsubmit: (event) => {
      event.preventDefault();
      save();
    },
    onkeydown: (event) => {
      if (isSave(event) || (event.key === "Enter" && event.target.localName === "textarea" && !event.isComposing)) {
        event.preventDefault();
        save();
      } else if (event.key === "Escape") {
        event.stopPropagation();
        leave();
      }
    },
  },
  draft.isConflict && element("div", { class: "note conflict", lang: language() },
    element("p", {}, text("changedMeanwhile") + " " + text("itSaysNow")),
    element("p", { class: "quoted", lang: state.language }, block.figure.caption),
    element("p", { class: "quoted", lang: state.language }, block.figure.alternative)),
  field("caption", "caption-text", 0), field("alternative", "alternative-text", 1),
  element("div", { class: "actions", lang: language() },
    element("button", { class: "primary", type: "submit", "data-focus": `${key}-caption-save` }, text("save")),
    button(text("leave"), `${key}-caption-leave`, leave),
    element("span", { class: "hint", id: `${key}-caption-hint` }, text("captionHint"))));
}

// MARK: Candidates

/** All that a place offers: what was retrieved, then what a search found. */
function candidates(name) {
  const retrieved = place(name)?.candidates ?? [];
  const found = state.searches.get(name)?.candidates ?? [];
  const seen = new Set(retrieved.map((one) => one.picture));
  return { retrieved, found: found.filter((one) => !seen.has(one.picture)), seen };
}

function candidate(name, id) {
  const { retrieved, found } = candidates(name);
  return [...retrieved, ...found].find((one) => one.picture === id)
    ?? state.article.places.flatMap((at) => at.candidates).find((one) => one.picture === id) ?? null;
}

/** The pictures for a place, to try out and to choose from; `now` stands there. */
export function placePanel(name, now) {
  const at = place(name) ?? { place: name, candidates: [], wanted: "", choice: null, picture: null };
  const key = `place-${name}`;
  const search = state.searches.get(name);
  const { retrieved, found } = candidates(name);
  const decided = at.choice === "pinned" ? at.picture : now;
  const chosen = state.tried.get(name) ?? decided;
  const list = (all) => all.map((one) => candidateRow(name, key, one, chosen));
  const canUse = chosen && chosen !== decided;
  return element("form", {
    class: "panel place",
    onsubmit: (event) => {
      event.preventDefault();
      const picked = state.tried.get(name);
      if (picked) decide(name, "pinned", picked);
    },
  },
  element("fieldset", {},
    element("legend", {}, at.wanted ? text("candidatesFor", { wanted: at.wanted }) : text("candidatesAt", { place: name }),
      at.chosenBy && [" ", element("span", { class: "hint" }, text("chosenBy", { who: known(at.chosenBy) }))]),
    retrieved.length ? list(retrieved) : element("p", { class: "hint" }, text("noCandidates")),
    element("div", { class: "search" },
      element("input", {
        type: "search", "data-focus": `${key}-search`, autocomplete: "off", lang: state.language,
        "aria-label": text("searchLibrary"), placeholder: text("searchLibrary"), value: search?.query ?? "",
        oninput: (event) => { if (!event.isComposing) searchSoon(name, event.target.value); },
        oncompositionend: (event) => searchSoon(name, event.target.value),
        onkeydown: (event) => { if (event.key === "Enter") event.preventDefault(); },
      })),
    list(found)),
  element("div", { class: "actions" },
    canUse && element("button", { class: "primary", type: "submit", "data-focus": `${key}-use` }, text("use")),
    !now && at.choice !== "wanted" && button(text("letFind"), `${key}-find`, () => decide(name, "wanted"))));
}

function thumb(key, address, description) {
  return element("span", { class: "thumb" }, picture(key, address, description));
}

function candidateRow(name, key, one, chosen) {
  const label = one.description || text("unnamed");
  const facts = [
    Number.isFinite(one.score) && text("score", { score: one.score.toFixed(2) }),
    one.belief > 0 && text("belief", { belief: Math.round(one.belief * 100) }),
  ].filter(Boolean).join(" · ");
  const id = `${key}-${one.picture}`;
  return element("div", { class: one.isBanned ? "candidate is-banned" : "candidate" },
    element("label", {},
      element("input", {
        type: "radio", name: key, value: one.picture, checked: one.picture === chosen, disabled: one.isBanned,
        "data-focus": id, onchange: () => {
          state.tried.set(name, one.picture);
          changed();
        },
      }),
      thumb(id, one.thumbnail, ""),
      element("span", { class: "facts" },
        element(one.isBanned ? "s" : "span", { class: "description" }, label),
        element("span", { class: "hint" }, one.isBanned ? text("banned") : facts),
        !one.isBanned && one.why && element("span", { class: "hint why", lang: "en" }, one.why))),
    banButton(one, `${id}-ban`, label));
}

function banButton(one, focus, label, isBanned = one.isBanned) {
  return button(text(isBanned ? "allow" : "ban"), focus, () => change("ban", () => ({
    name: state.article.name, picture: one.picture, isBanned: !isBanned,
  }), { saved: () => markBanned(one.picture, !isBanned) }), {
    class: "ban", "aria-label": text(isBanned ? "allowOne" : "banOne", { name: label }),
  });
}

/** What a search found is not part of the article that the server sends back. */
function markBanned(id, isBanned) {
  for (const search of state.searches.values()) {
    for (const one of search.candidates) if (one.picture === id) one.isBanned = isBanned;
  }
  for (const [name, tried] of state.tried) if (isBanned && tried === id) state.tried.delete(name);
}

/** The pictures that the article must not show. */
export function banList() {
  const { bans } = state.article;
  if (!bans.length) return null;
  return element("details", { class: "bans" },
    element("summary", { "data-focus": "bans" }, text("bans", { count: bans.length })),
    element("ul", {}, bans.map((ban) => element("li", {},
      thumb(`ban-${ban.picture}`, ban.thumbnail, ""),
      element("s", {}, ban.description || ban.picture),
      banButton(ban, `ban-${ban.picture}-allow`, ban.description || ban.picture, true)))));
}

// MARK: Searching

const waiting = new Map();

/** Searches when no key was pressed for a moment; an answer that came too late is dropped. */
function searchSoon(name, query) {
  clearTimeout(waiting.get(name));
  const known = state.searches.get(name)?.candidates ?? [];
  const search = { query, candidates: query.trim() ? known : [] };
  state.searches.set(name, search);
  if (!query.trim()) {
    changed();
    return;
  }
  waiting.set(name, setTimeout(async () => {
    // The first search of a run reads the library, which takes its time.
    say("searching");
    try {
      const answer = await get("search", { name: state.article.name, query: query.trim(), language: state.language });
      if (state.searches.get(name) !== search) return;
      search.candidates = answer.candidates;
      state.status = answer.candidates.length
        ? text("found", { count: answer.candidates.length }) : text("nothingFound");
      changed();
    } catch (error) {
      showTrouble(error);
    }
  }, 250));
}
