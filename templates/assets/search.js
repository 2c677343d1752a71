// Searches the index that Limn makes: see SearchIndex in Limn's sources for the format. A query
// fetches the parts of the index that its words need, and nothing else.

/** How many bytes of terms a query fetches before further words of it no longer count. */
const mostBytes = 30_000;
const form = document.querySelector(".search");
const input = form.elements.q;
const list = document.querySelector(".search-results");
const status = document.querySelector(".search-status");
const more = document.querySelector(".search-more");
const folder = new URL(form.dataset.index, location.href);
const root = new URL(form.dataset.root, location.href);
const language = document.documentElement.lang;
const signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const ideograph = /[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const pageSize = 10;

const isConsonant = (word, at) =>
  !"aeiou".includes(word[at]) && (word[at] !== "y" || at === 0 || !isConsonant(word, at - 1));
const hasVowel = (word) => [...word].some((_, at) => !isConsonant(word, at));
const measure = (word) =>
  [...word].map((_, at) => (isConsonant(word, at) ? "c" : "v")).join("").match(/v+c/g)?.length ?? 0;

/** Steps 1a to 1c of Porter's stemmer, as EnglishStem has them. */
export function stem(word) {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  if (/(ss|i)es$/.test(word)) word = word.slice(0, -2);
  else if (/s$/.test(word) && !/ss$/.test(word)) word = word.slice(0, -1);
  const ending = word.endsWith("ed") ? 2 : word.endsWith("ing") ? 3 : 0;
  if (word.endsWith("eed")) {
    if (measure(word.slice(0, -3)) > 0) word = word.slice(0, -1);
  } else if (ending && hasVowel(word.slice(0, -ending))) {
    word = word.slice(0, -ending);
    const last = word.length - 1;
    if (/(at|bl|iz)$/.test(word)) word += "e";
    else if (last > 0 && word[last] === word[last - 1] && isConsonant(word, last)) {
      if (!/[lsz]$/.test(word)) word = word.slice(0, -1);
    } else if (
      measure(word) === 1 && last >= 2 && isConsonant(word, last) && !isConsonant(word, last - 1) &&
      isConsonant(word, last - 2) && !/[wxy]$/.test(word)
    ) word += "e";
  }
  if (word.endsWith("y") && hasVowel(word.slice(0, -1))) word = word.slice(0, -1) + "i";
  return word;
}

/** The words of a query: `text` as typed, `term` as indexed; Chinese in pairs. */
export function words(query, english) {
  const found = [];
  const runs = query.normalize("NFC").replace(/['’\u00ad]/gu, "").match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  for (const run of runs) {
    for (const part of run.split(new RegExp(`(${ideograph.source}+)`, "u")).filter(Boolean)) {
      if (ideograph.test(part)) {
        const letters = [...part];
        if (letters.length === 1) found.push({ text: part, term: part, isHan: true });
        letters.slice(1).forEach((letter, at) => {
          found.push({ text: letters[at] + letter, term: letters[at] + letter, isHan: true });
        });
      } else {
        const plain = part.normalize("NFKD").toLowerCase().replace(/\p{Mn}/gu, "");
        found.push({ text: plain, term: english ? stem(plain) : plain, isHan: false });
      }
    }
  }
  return found;
}

function compare(left, right) {
  const [a, b] = [[...left], [...right]];
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const difference = a[at].codePointAt(0) - b[at].codePointAt(0);
    if (difference) return difference;
  }
  return a.length - b.length;
}

function numbers(text) {
  const found = [];
  let [page, value, factor] = [-1, 0, 1];
  for (const letter of text) {
    const sign = signs.indexOf(letter);
    value += (sign & 31) * factor;
    factor *= 32;
    if (sign < 32) {
      page += value + 1;
      found.push(page);
      [value, factor] = [0, 1];
    }
  }
  return found;
}

const parts = new Map();
function part(name) {
  if (!parts.has(name)) {
    const loading = fetch(new URL(name, folder)).then(async (answer) => {
      if (!answer.ok) throw new Error(answer.status);
      const bytes = await answer.arrayBuffer();
      return { text: new TextDecoder().decode(bytes), bytes: bytes.byteLength };
    });
    loading.catch(() => parts.delete(name));
    parts.set(name, loading);
  }
  return parts.get(name);
}

let index;
async function manifest() {
  if (!index) {
    const read = JSON.parse((await part("index.json")).text);
    index = {
      ...read,
      stop: new Set(read.stop_words.split(" ")),
      terms: read.terms.map((line) => line.split(" ")),
      pageParts: read.page_parts.split(" "),
    };
  }
  return index;
}

/**
 * The lines of the index whose term is `term`, or begins with `prefix` where there is one; `read`
 * gets the sizes of the parts that it took.
 */
async function lookUp(term, prefix, read) {
  const { terms } = await manifest();
  const start = prefix && compare(prefix, term) < 0 ? prefix : term;
  let at = terms.findLastIndex(([first]) => compare(first, start) <= 0);
  const lines = [];
  // Two parts are enough for what a reader can mean; three for a word and its beginning.
  for (let taken = 0; taken < 2 && at < terms.length; taken += 1, at += 1) {
    const first = at < 0 ? undefined : terms[at][0];
    if (taken > 0 && !(prefix && first.startsWith(prefix)) && compare(first, term) > 0) break;
    if (at < 0) continue;
    const name = `t-${terms[at][1]}.txt`;
    const { text, bytes } = await part(name);
    read.set(name, bytes);
    for (const line of text.split("\n")) {
      const word = line.slice(0, line.indexOf("\t"));
      if (word === term || (prefix && word.startsWith(prefix))) lines.push([word, line]);
    }
  }
  return lines;
}

/**
 * The words in the order in which they are looked up: first the last one, which may still be typed,
 * and of Chinese every second pair before those that overlap with it.
 */
function inOrder(wanted) {
  const later = wanted.filter((word, at) => word.isHan && at % 2 === 1);
  const sooner = wanted.filter((word) => !later.includes(word));
  return [...new Set([...wanted.slice(-1), ...sooner, ...later])];
}

async function search(query) {
  const { english, stop, pages } = await manifest();
  let wanted = words(query, english);
  const telling = wanted.filter((word) => !stop.has(word.text));
  const last = wanted.at(-1);
  wanted = telling.length ? telling : wanted;
  const found = new Map();
  const read = new Map();
  for (const word of inOrder(wanted)) {
    if ([...read.values()].reduce((sum, bytes) => sum + bytes, 0) >= mostBytes) break;
    // The word being typed may go on; single Chinese characters begin pairs.
    const mayGoOn = word.isHan ? [...word.term].length === 1 : word === last || !english;
    const prefix = mayGoOn && (word.isHan || word.text.length > 1) ? word.text : undefined;
    const scores = new Map();
    for (const [term, line] of await lookUp(word.term, prefix, read)) {
      const lists = line.split("\t").slice(1).map(numbers);
      const count = lists.reduce((sum, list) => sum + list.length, 0);
      const rarity = Math.log(1 + pages / Math.max(1, count));
      const nearness = term === word.term ? 1 : 0.6;
      [8, 3, 1].forEach((weight, place) => {
        for (const page of lists[place]) {
          const score = weight * rarity * nearness;
          if (score > (scores.get(page) ?? 0)) scores.set(page, score);
        }
      });
    }
    for (const [page, score] of scores) {
      const entry = found.get(page) ?? { page, score: 0, words: 0 };
      entry.score += score;
      entry.words += 1;
      found.set(page, entry);
    }
  }
  const hits = [...found.values()];
  const most = Math.max(0, ...hits.map((hit) => hit.words));
  // Pages with every word; where there is none, those with the most words.
  return {
    hits: hits.filter((hit) => hit.words === most)
      .sort((a, b) => b.score - a.score || a.page - b.page),
    marks: wanted.map((word) => word.text),
  };
}

async function page(number) {
  const { pages_per_part: size, pageParts } = await manifest();
  const { text } = await part(`p-${pageParts[Math.floor(number / size)]}.txt`);
  const [url, title, summary] = text.split("\n")[number % size].split("\t");
  return { url: new URL(url, root), title, summary };
}

function mark(element, text, marks) {
  const pattern = marks.map((word) => word.replace(/[^\p{L}\p{N}]/gu, "\\$&")).join("|");
  const pieces = pattern ? text.split(new RegExp(`(${pattern})`, "giu")) : [text];
  pieces.forEach((piece, at) => {
    if (at % 2) element.appendChild(document.createElement("mark")).textContent = piece;
    else element.append(piece);
  });
}

const say = (text) => {
  status.textContent = text;
};
const count = (number) => new Intl.NumberFormat(language).format(number);

let turn = 0;
let result = { hits: [], marks: [] };
async function show(start, mine) {
  const hits = result.hits.slice(start, start + pageSize);
  const pages = await Promise.all(hits.map((hit) => page(hit.page)));
  if (mine !== turn) return;
  if (start === 0) list.replaceChildren();
  for (const { url, title, summary } of pages) {
    const item = list.appendChild(document.createElement("li"));
    const link = item.appendChild(document.createElement("a"));
    link.href = url;
    mark(link, title, result.marks);
    if (summary) mark(item.appendChild(document.createElement("p")), summary, result.marks);
  }
  more.hidden = start + pageSize >= result.hits.length;
  if (start > 0) list.children[start].querySelector("a").focus();
}

async function run() {
  turn += 1;
  const mine = turn;
  const query = input.value.trim();
  const address = new URL(location.href);
  if (query) address.searchParams.set("q", query);
  else address.searchParams.delete("q");
  history.replaceState(null, "", address);
  if (!query) {
    list.replaceChildren();
    more.hidden = true;
    say("");
    return;
  }
  try {
    const found = await search(query);
    if (mine !== turn) return;
    result = found;
    await show(0, mine);
    if (mine !== turn) return;
    const { none, one, many } = status.dataset;
    const number = found.hits.length;
    say(number === 0 ? none : number === 1 ? one : many.replace("{count}", count(number)));
  } catch {
    if (mine === turn) say(status.dataset.failed);
  }
}

let timer;
input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(run, 120);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  run();
});
more.addEventListener("click", () => show(list.children.length, turn));
form.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" && list.firstElementChild) {
    event.preventDefault();
    list.querySelector("a").focus();
  }
});
list.addEventListener("keydown", (event) => {
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || at < 0) return;
  event.preventDefault();
  (links[at + step] ?? (step < 0 ? input : links[at])).focus();
});

form.hidden = false;
input.value = new URLSearchParams(location.search).get("q") ?? "";
if (input.value) run();
if (!matchMedia("(pointer: coarse)").matches) input.focus();
