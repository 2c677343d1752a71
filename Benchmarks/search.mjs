#!/usr/bin/env node
// Counts the bytes that the theme's search fetches for queries on a rendered site.
//
// usage: Benchmarks/search.mjs SITE LANGUAGE QUERY…
//
// SITE is the folder of a site, LANGUAGE one of its languages. templates/assets/search.js runs as it
// is, with files in the place of answers; each query begins with nothing fetched. The bytes are those
// of the files, which a server that compresses sends in fewer.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const [site, language, ...queries] = process.argv.slice(2);
if (!queries.length) {
  console.error("usage: Benchmarks/search.mjs SITE LANGUAGE QUERY…");
  process.exit(2);
}
const folder = path.join(site, "search", language) + "/";
const script = path.join(path.dirname(fileURLToPath(import.meta.url)), "../templates/assets/search.js");
// What looks at the page is left out: the constants at the top, and all behind the search itself.
const source = fs.readFileSync(script, "utf8")
  .split("function mark(")[0]
  .replace(/^const (form|input|list|status|more|folder|root|language) = .*$/gm, "")
  .replace(/^export /gm, "");

let fetched = [];
const fetchFile = async (name) => {
  const bytes = fs.readFileSync(String(name));
  fetched.push({ name: path.basename(String(name)), count: bytes.length });
  return { ok: true, arrayBuffer: async () => new Uint8Array(bytes).buffer };
};
function Address(name, base) {
  return new String(String(base || "") + name);
}
const program = new Function(
  "fetch", "folder", "root", "URL", "language",
  `${source}; return { search, page, forget() { parts.clear(); index = undefined; } };`,
)(fetchFile, folder, "", Address, language);

for (const query of queries) {
  program.forget();
  fetched = [];
  const { hits } = await program.search(query);
  await Promise.all(hits.slice(0, 10).map((hit) => program.page(hit.page)));
  const count = (begins) => fetched.filter(({ name }) => name.startsWith(begins))
    .reduce((sum, file) => sum + file.count, 0);
  console.log(
    `${count("")} bytes (${count("index")} manifest, ${count("t-")} terms, ${count("p-")} pages)`
      + ` for ${hits.length} results: ${query}`,
  );
}
