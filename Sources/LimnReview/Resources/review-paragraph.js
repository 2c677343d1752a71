// Headings, paragraphs and other blocks of text: reading, editing, keeping, writing anew.
import { button, element, isSave, textArea, toolbar } from "./review-elements.js";
import { begin, jobPanel } from "./review-jobs.js";
import { placeNote, placePanel, placeSignature } from "./review-places.js";
import { change, changed, draftKey, jobAt, openDraft, state, version } from "./review-state.js";
import { language, languageName, text } from "./review-strings.js";

/** What a block is called for those who do not see where it stands. */
function blockName({ block, place: at }) {
  if (block.kind === "heading") return text("heading", { name: block.text });
  return at ? text("place", { place: at }) : text("block", { number: block.index + 1 });
}

/** A row's ids and focus names begin with this. */
export function rowKey(block) {
  return `${state.language}-${block.index}`;
}

function isOpen(key, usual = false) {
  return state.open.get(key) ?? usual;
}

function toggle(key, usual = false) {
  state.open.set(key, !isOpen(key, usual));
  changed();
}

/** A button that opens and closes what lies below it. */
export function opener(label, key, { usual = false, then = null, title = null } = {}) {
  const shown = isOpen(key, usual);
  return button(label, key, () => {
    toggle(key, usual);
    if (!shown && then) document.querySelector(`[data-focus="${CSS.escape(then)}"]`)?.focus();
  }, { "aria-expanded": String(shown), title });
}

/** What a row of text depends on. */
export function paragraphSignature(row) {
  const key = rowKey(row.block);
  const draft = state.drafts.get(draftKey("edit", row.block.index));
  const job = rowJob(row);
  return JSON.stringify([
    language(), row, draft ? [draft.isOpen, draft.isConflict] : null,
    ["more", "rewrite", "history", "place"].map((name) => isOpen(`${key}-${name}`)),
    row.hasFigure || !row.place ? null : placeSignature(row.place),
    job && [job.job, job.state, job.alternatives],
  ]);
}

function rowJob(row) {
  if (row.block.kind === "heading") return row.section && jobAt(["section"], row.section);
  if (!row.place) return null;
  return jobAt(row.hasFigure ? ["paragraph"] : ["paragraph", "picture"], row.place);
}

export function paragraphRow(row) {
  const { block } = row;
  const key = rowKey(block);
  const draft = state.drafts.get(draftKey("edit", block.index));
  const name = blockName(row);
  const job = rowJob(row);
  const tools = toolbar(text("tools") + ": " + name, `${key}-tools`, toolButtons(row, key));
  const more = button("⋯", `${key}-more`, () => toggle(`${key}-more`), {
    class: "more", lang: language(), "aria-label": text("tools") + ": " + name,
    "aria-expanded": String(isOpen(`${key}-more`)), "aria-controls": `${key}-tools`,
  });
  const shown = version();
  return element("div", {
    class: `row row-${block.kind}${isOpen(`${key}-more`) ? " is-open" : ""}${block.origin === "person" ? " is-own" : ""}`,
    role: "group", "aria-label": name,
  },
  element("div", { class: "row-text", lang: shown.language, dir: shown.direction },
    draft?.isOpen ? editor(row, draft, key) : [blockText(block), more]),
  element("div", { class: "row-side" }, tools,
    block.story?.flaws.length > 0 && element("p", { class: "note flaws" }, text("flaws"), " ",
      element("span", { lang: "en" }, block.story.flaws.join("; "))),
    block.staleSince && row.place && staleNote(row, key),
    draft && !draft.isOpen && element("p", { class: "note" }, text("unsaved") + " ",
      button(text("edit"), `${key}-unsaved`, () => openDraft("edit", block))),
    !block.isPinned && isOpen(`${key}-rewrite`) && rewriteForm(row, key),
    isOpen(`${key}-history`) && history(block),
    row.place && !row.hasFigure && placeNote(row.place),
    row.place && !row.hasFigure && isOpen(`${key}-place`) && placePanel(row.place, null)),
  job && element("div", { class: "row-wide" }, jobPanel(job)));
}

function blockText(block) {
  const edit = { ondblclick: () => openEditor(block) };
  switch (block.kind) {
    case "heading": {
      const level = Math.min(Math.max(/^#*/.exec(block.markdown)[0].length, 2), 4);
      return element("h" + level, edit, block.text);
    }
    case "paragraph": return element("p", edit, block.text);
    default: return element("pre", { class: "source", tabindex: "0", ...edit }, block.markdown);
  }
}

function openEditor(block) {
  openDraft("edit", block, [block.markdown]);
  const area = document.querySelector(`[data-focus="${CSS.escape(rowKey(block) + "-text")}"]`);
  area?.focus();
  area?.setSelectionRange(area.value.length, area.value.length);
}

function toolButtons(row, key) {
  const { block } = row;
  const tools = [button(text("edit"), `${key}-edit`, () => openEditor(block))];
  if (block.kind === "heading" && row.section) {
    tools.push(opener(text("rewriteSection"), `${key}-rewrite`, { then: `${key}-instruction` }));
  }
  if (block.kind !== "paragraph") return tools;
  if (row.place) {
    tools.push(button(text("keep"), `${key}-keep`, () => change("pin", () => ({
      name: state.article.name, language: state.language, revision: version().revision,
      index: block.index, isPinned: !block.isPinned,
    })), { "aria-pressed": String(block.isPinned), title: text("keepWhat") }));
    if (!block.isPinned) {
      tools.push(opener(text("rewrite"), `${key}-rewrite`, { then: `${key}-instruction` }));
    }
  }
  tools.push(opener(text("history"), `${key}-history`, { title: text("historyWhat") }));
  if (row.place && !row.hasFigure) {
    tools.push(opener(text("findPicture"), `${key}-place`, {
      then: `place-${row.place}-search`, title: text("findPictureWhat"),
    }));
  }
  return tools;
}

// MARK: Editing

function editor({ block }, draft, key) {
  const remove = () => element("span", {}, draft.values[0].trim() ? text("save") : text("remove"));
  const label = remove();
  const save = () => change("edit", () => ({
    name: state.article.name, language: state.language, revision: version().revision,
    index: block.index, markdown: draft.values[0].trim(),
  }), { saved: () => state.drafts.delete(draftKey("edit", block.index)) })
    .then((done) => done && focusRow(key, "edit"));
  const leave = () => {
    draft.isOpen = false;
    if (draft.values[0] === draft.was) state.drafts.delete(draftKey("edit", block.index));
    changed();
    focusRow(key, "edit");
  };
  return element("form", {
    class: "editor",
    onsubmit: (event) => {
      event.preventDefault();
      save();
    },
    onkeydown: (event) => {
      if (isSave(event)) {
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
    element("p", { class: "quoted", lang: state.language }, block.markdown)),
  textArea({
    "data-focus": `${key}-text`, "aria-label": text("editLabel"), "aria-describedby": `${key}-hint`,
    oninput: (event) => {
      draft.values[0] = event.target.value;
      label.replaceChildren(remove());
    },
  }, draft.values[0]),
  element("div", { class: "actions", lang: language() },
    element("button", { class: "primary", type: "submit", "data-focus": `${key}-save` }, label),
    button(text("leave"), `${key}-leave`, leave),
    element("span", { class: "hint", id: `${key}-hint` }, text("editHint"))));
}

/** Gives the focus to a tool of a row. */
export function focusRow(key, tool) {
  document.querySelector(`[data-focus="${CSS.escape(`${key}-${tool}`)}"]`)?.focus({ preventScroll: true });
}

// MARK: Writing anew

function rewriteForm(row, key) {
  const isSection = row.block.kind === "heading";
  const instruction = element("input", {
    type: "text", id: `${key}-instruction`, "data-focus": `${key}-instruction`, lang: state.language,
    autocomplete: "off", placeholder: text("instructionHint"),
  });
  const count = element("input", {
    type: "number", min: "1", max: "8", id: `${key}-count`, "data-focus": `${key}-count`, required: true,
    value: state.versionCount, onchange: (event) => { state.versionCount = event.target.valueAsNumber || 1; },
  });
  return element("form", {
    class: "panel",
    onsubmit: (event) => {
      event.preventDefault();
      const asked = {
        part: isSection ? "section" : "paragraph", place: isSection ? row.section : row.place,
        language: state.language, instruction: instruction.value.trim() || null, seed: null,
        alternatives: Math.min(Math.max(count.valueAsNumber || 1, 1), 8),
      };
      begin(asked).then((done) => {
        if (!done) return;
        state.open.set(`${key}-rewrite`, false);
        changed();
        focusRow(key, "rewrite");
      });
    },
    onkeydown: (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      state.open.set(`${key}-rewrite`, false);
      changed();
      focusRow(key, "rewrite");
    },
  },
  element("label", { for: `${key}-instruction` }, text("instruction"), " ",
    element("span", { class: "hint" }, text("noInstruction"))),
  instruction,
  element("div", { class: "actions" },
    element("label", { for: `${key}-count` }, text("count")), count,
    element("button", { class: "primary", type: "submit", "data-focus": `${key}-write` }, text("write"))));
}

// MARK: Other languages

/** Says that the paragraph's counterpart was edited, and offers to follow it. */
function staleNote({ block, place: at }, key) {
  const follow = () => begin({
    part: "paragraph", place: at, language: state.language, source: block.staleSince,
    instruction: null, seed: null, alternatives: 1,
  });
  const agree = () => change("agree", () => ({ name: state.article.name, place: at }));
  return element("p", { class: "note stale" },
    text("stale", { language: languageName(block.staleSince) }) + " ",
    button(text("translateAnew"), `${key}-translate`, follow), " ",
    button(text("agree"), `${key}-agree`, agree, { title: text("agreeWhat") }));
}

// MARK: How it came about

function history(block) {
  const { story } = block;
  if (!story) {
    return element("div", { class: "panel" }, element("p", { class: "who" }, text("byPerson")),
      element("p", {}, text("noStory")), block.isPinned && element("p", {}, text("pinnedStory")));
  }
  return element("div", { class: "panel" },
    element("p", { class: "who" }, text(block.origin === "person" ? "byPerson" : "byModel")),
    element("p", {}, text("best", { count: story.attempts }) + " ",
      element("span", { class: "hint" }, text("seed", story))),
    block.isPinned && element("p", {}, text("pinnedStory")),
    story.retries > 0 && element("p", {}, text("retried", { count: story.retries })),
    story.instruction && element("p", {}, text("asked", { instruction: story.instruction })),
    story.failures.length
      ? [element("p", { class: "label" }, text("turnedDown")),
        element("ul", { lang: "en" }, story.failures.map((failure) => element("li", {}, failure)))]
      : element("p", {}, text("noneTurnedDown")));
}
