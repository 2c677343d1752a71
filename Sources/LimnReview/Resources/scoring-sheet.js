"use strict";
(() => {
  const form = document.getElementById("sheet");
  const scorer = document.getElementById("scorer");
  const status = document.getElementById("status");
  const place = "limn-scores-" + form.dataset.sheet;
  const rows = () => new Set([...form.querySelectorAll("input[type=radio]")].map(input => input.name));

  /** What was chosen so far: a letter's levels by dimension. */
  const outcome = () => {
    const scores = {};
    for (const input of form.querySelectorAll("input[type=radio]:checked")) {
      const [letter, dimension] = input.name.split(".");
      (scores[letter] ??= {})[dimension] = Number(input.value);
    }
    return {format: "limn-scores-1", sheet: form.dataset.sheet, scorer: scorer.value.trim(), scores};
  };

  /** A browser may forbid to keep anything for a file; then choices last as long as the page. */
  const keep = () => {
    try { localStorage.setItem(place, JSON.stringify(outcome())); } catch { }
  };

  const restore = () => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(place)); } catch { }
    if (!kept?.scores) return;
    scorer.value = kept.scorer ?? "";
    for (const [letter, levels] of Object.entries(kept.scores)) {
      for (const [dimension, level] of Object.entries(levels)) {
        for (const input of form.elements) {
          if (input.name === `${letter}.${dimension}` && input.value === String(level)) {
            input.checked = true;
          }
        }
      }
    }
  };

  const tell = () => {
    const all = rows().size;
    const done = form.querySelectorAll("input[type=radio]:checked").length;
    status.textContent = done === all ? "Every row has a level." : `${done} of ${all} rows have a level.`;
  };

  form.addEventListener("change", () => { keep(); tell(); });
  // Submitted only when the browser found a level in every row; it shows the first that lacks one.
  form.addEventListener("submit", event => {
    event.preventDefault();
    const text = JSON.stringify(outcome(), null, 2) + "\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], {type: "application/json"}));
    link.download = `scores-${form.dataset.sheet}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    status.textContent = `The scores are in ${link.download}, among your downloads.`;
  });
  restore();
  tell();
})();
