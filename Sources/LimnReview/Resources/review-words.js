// What changed from one text to another, word by word.

const mostCells = 4_000_000;

/** A text cut into words, blanks and marks, of which it can be put together again. */
export function words(text, language) {
  try {
    const segmenter = new Intl.Segmenter(language, { granularity: "word" });
    return [...segmenter.segment(text)].map((part) => part.segment);
  } catch {
    return text.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];
  }
}

function add(parts, kind, text) {
  if (!text) return;
  const last = parts.at(-1);
  if (last?.kind === kind) last.text += text;
  else parts.push({ kind, text });
}

/**
 * The parts of two texts in order: kind "same", "gone" or "new". Those that are not new make up the
 * first text, those that are not gone the second. Texts that share little count as replaced.
 */
export function compare(before, after, language) {
  const parts = joined(aligned(before, after, language));
  const shared = parts.filter((part) => part.kind === "same").reduce((sum, part) => sum + part.text.length, 0);
  if (shared * 3 >= Math.min(before.length, after.length)) return parts;
  return [{ kind: "gone", text: before }, { kind: "new", text: after }].filter((part) => part.text);
}

/** Changes with nothing but a blank or a mark between them read better as one. */
function joined(parts) {
  const result = [];
  let gone = "";
  let young = "";
  const flush = () => {
    add(result, "gone", gone);
    add(result, "new", young);
    gone = young = "";
  };
  parts.forEach((part, index) => {
    const isBetween = index > 0 && index < parts.length - 1 && part.text.length <= 2
      && !/[\p{L}\p{N}]/u.test(part.text);
    if (part.kind === "same" && !isBetween) {
      flush();
      add(result, "same", part.text);
    }
    if (part.kind !== "new" && (part.kind === "gone" || isBetween)) gone += part.text;
    if (part.kind !== "gone" && (part.kind === "new" || isBetween)) young += part.text;
  });
  flush();
  return result;
}

function aligned(before, after, language) {
  const old = words(before, language);
  const young = words(after, language);
  let start = 0;
  while (start < old.length && start < young.length && old[start] === young[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, young.length) - start
    && old[old.length - 1 - end] === young[young.length - 1 - end]) end += 1;
  const parts = [];
  add(parts, "same", old.slice(0, start).join(""));
  middle(parts, old.slice(start, old.length - end), young.slice(start, young.length - end));
  add(parts, "same", old.slice(old.length - end).join(""));
  return parts;
}

/** The longest common subsequence; texts too long for its table count as replaced. */
function middle(parts, old, young) {
  const width = young.length + 1;
  if ((old.length + 1) * width > mostCells) {
    add(parts, "gone", old.join(""));
    add(parts, "new", young.join(""));
    return;
  }
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = young.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = old[i] === young[j]
        ? lengths[(i + 1) * width + j + 1] + 1
        : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    }
  }
  let i = 0;
  let j = 0;
  while (i < old.length || j < young.length) {
    if (i < old.length && j < young.length && old[i] === young[j]) {
      add(parts, "same", old[i]);
      i += 1;
      j += 1;
    } else if (j === young.length
      || (i < old.length && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1])) {
      add(parts, "gone", old[i]);
      i += 1;
    } else {
      add(parts, "new", young[j]);
      j += 1;
    }
  }
}
