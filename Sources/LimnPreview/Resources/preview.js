// Put into every page by `limn serve`; never part of the published site.
(() => {
  "use strict";
  const script = document.currentScript;
  const base = new URL("./", script.src);
  const page = script.dataset.page;
  const scrollKey = "limn-scroll:" + location.pathname;

  // MARK: Reloading

  function reload() {
    try {
      sessionStorage.setItem(scrollKey, JSON.stringify([scrollX, scrollY]));
    } catch { /* Without storage the browser's own memory has to do. */ }
    location.reload();
  }

  function restoreScroll() {
    let saved = null;
    try {
      saved = JSON.parse(sessionStorage.getItem(scrollKey));
      sessionStorage.removeItem(scrollKey);
    } catch { return; }
    if (!saved) return;
    const restore = () => scrollTo({ left: saved[0], top: saved[1], behavior: "instant" });
    addEventListener("DOMContentLoaded", restore);
    addEventListener("load", () => {
      restore();
      document.documentElement.dataset.limnRestored = "yes";
    });
  }

  // The old sheet stays until the new one is there, so that nothing flashes.
  function swapStyles(addresses) {
    const links = [...document.querySelectorAll('link[rel~="stylesheet"]')]
      .filter((link) => !link.dataset.limnOld);
    if (links.length !== addresses.length) return reload();
    links.forEach((link, index) => {
      if (link.getAttribute("href") === addresses[index]) return;
      const next = link.cloneNode();
      next.href = addresses[index];
      link.dataset.limnOld = "yes";
      next.addEventListener("load", () => link.remove());
      next.addEventListener("error", () => link.remove());
      link.after(next);
    });
  }

  async function refresh() {
    const address = new URL("page?path=" + encodeURIComponent(location.pathname), base);
    const response = await fetch(address, { cache: "no-store" });
    if (!response.ok) return;
    const now = await response.json();
    if (now.page !== page) return reload();
    swapStyles(now.styles);
  }

  // MARK: Problems

  let overlay = null;

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  /** A part of this script's own on the page, out of reach of the page's styles. */
  function corner(id) {
    const host = element("div");
    host.id = id;
    const root = host.attachShadow({ mode: "open" });
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = new URL("preview.css", base);
    root.append(style);
    return { host, root };
  }

  function hideProblems() {
    if (overlay) overlay.remove();
    overlay = null;
  }

  function showProblems(problems) {
    hideProblems();
    const { host, root } = corner("limn-problems");
    overlay = host;
    const panel = element("section", "panel");
    panel.setAttribute("role", "alert");
    panel.lang = "en";
    panel.dir = "ltr";
    const head = element("header");
    head.append(element("strong", "", problems.length === 1
      ? "One problem keeps the site from being rendered"
      : problems.length + " problems keep the site from being rendered"));
    const close = element("button", "", "Hide");
    close.type = "button";
    close.addEventListener("click", hideProblems);
    head.append(close);
    const list = element("ol");
    for (const problem of problems) {
      const item = element("li");
      const place = problem.line ? problem.file + ":" + problem.line : problem.file;
      item.append(element("code", "place", place));
      item.append(element("p", "message", problem.message));
      if (problem.remedy) item.append(element("p", "remedy", problem.remedy));
      list.append(item);
    }
    panel.append(head, list, element("footer", "", "The page below is from the last good render."));
    root.append(panel);
    document.documentElement.append(overlay);
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Escape") hideProblems();
  });

  // MARK: The review page

  function linkReview() {
    const address = script.dataset.review;
    if (!address) return;
    const { host, root } = corner("limn-review");
    const isChinese = /^zh\b/i.test(document.documentElement.lang);
    const link = element("a", "review", isChinese ? "审阅" : "Review");
    link.href = address;
    link.lang = isChinese ? "zh" : "en";
    const landmark = element("nav");
    landmark.setAttribute("aria-label", "Limn");
    landmark.append(link);
    root.append(landmark);
    // Last in the page, so that the keyboard reaches the page's own links first.
    document.body.append(host);
  }

  // MARK: The connection

  let delay = 250;

  function connect() {
    const address = new URL("socket", base);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    socket.addEventListener("open", () => { delay = 250; });
    socket.addEventListener("message", (event) => {
      const message = JSON.parse(event.data);
      if (message.kind !== "site") {
        dispatchEvent(new CustomEvent("limn-" + message.kind, { detail: message }));
        return;
      }
      if (message.problems.length) {
        showProblems(message.problems);
      } else {
        hideProblems();
        refresh().catch(() => {});
      }
    });
    socket.addEventListener("close", () => {
      setTimeout(connect, delay);
      delay = Math.min(delay * 2, 4000);
    });
  }

  restoreScroll();
  linkReview();
  connect();
})();
