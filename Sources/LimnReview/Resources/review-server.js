// Talks to `limn serve`: asks, tells, and listens.
import { text } from "./review-strings.js";

const base = new URL("./", import.meta.url);
let token = null;

/** What the server refused, and why: problems with message, and perhaps file, line and remedy. */
export class Refusal extends Error {
  constructor(status, problems) {
    super(problems.map((problem) => problem.message).join("; "));
    this.status = status;
    this.problems = problems;
  }
}

async function ask(address, options) {
  try {
    return await fetch(address, { cache: "no-store", ...options });
  } catch {
    throw new Refusal(0, [{ message: text("noServer"), remedy: text("noServerRemedy") }]);
  }
}

async function answer(response) {
  const body = await response.text();
  let value = null;
  try {
    value = JSON.parse(body);
  } catch { /* A plain text explains what went wrong. */ }
  if (response.ok && value !== null) return value;
  const problems = value && Array.isArray(value.problems) && value.problems.length
    ? value.problems
    : [{ message: body.trim() || text("failed", { status: response.status }) }];
  throw new Refusal(response.status, problems);
}

/** Asks for something: get("article", { name }). */
export async function get(path, query = {}) {
  const address = new URL("api/" + path, base);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  return answer(await ask(address));
}

/** Changes something: post("undo", { name }). A token of an earlier run of the server is renewed. */
export async function post(path, body) {
  for (let attempt = 0; ; attempt += 1) {
    if (!token) token = (await answer(await ask(new URL("../token", base)))).token;
    const response = await ask(new URL("api/" + path, base), {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Limn-Token": token },
      body: JSON.stringify(body),
    });
    if (response.status !== 403 || attempt > 0) return answer(response);
    token = null;
  }
}

/** The address of a small picture; null for any other address than those of this server. */
export function thumbnailAddress(given) {
  if (typeof given !== "string" || !URL.canParse(given, base)) return null;
  const address = new URL(given, base);
  const isOwn = address.origin === base.origin
    && address.pathname === new URL("api/thumbnail", base).pathname;
  return isOwn ? address.href : null;
}

/** Hears messages by kind; `connected` is called when it begins to, for what was missed before. */
export function listen(handlers, connected) {
  let delay = 250;
  const connect = () => {
    const address = new URL("../socket", base);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    socket.addEventListener("open", () => {
      delay = 250;
      token = null;
      connected();
    });
    socket.addEventListener("message", (event) => {
      const message = JSON.parse(event.data);
      handlers[message.kind]?.(message);
    });
    socket.addEventListener("close", () => {
      setTimeout(connect, delay);
      delay = Math.min(delay * 2, 4000);
    });
  };
  connect();
}
