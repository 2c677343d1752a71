// Runs in the head, before anything is drawn, so that remembered colours never flash.
(() => {
  const root = document.documentElement;
  const key = "limn-colours";
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const remembered = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const isDark = () => (root.dataset.colours || (dark.matches ? "dark" : "light")) === "dark";
  const show = () => {
    const button = document.querySelector(".colours");
    if (button) button.setAttribute("aria-pressed", isDark());
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      meta.content = getComputedStyle(document.body).backgroundColor;
    }
  };

  // The picture at the head is wanted first, before the parser has reached it.
  const { lead, leadSizes } = document.currentScript.dataset;
  if (lead) {
    const hint = document.createElement("link");
    Object.assign(hint, { rel: "preload", as: "image", fetchPriority: "high" });
    if (/\.webp /.test(lead)) hint.type = "image/webp";
    Object.assign(hint, { imageSrcset: lead, imageSizes: leadSizes });
    document.head.append(hint);
  }

  root.dataset.scripts = "";
  const wanted = remembered();
  if (wanted === "dark" || wanted === "light") root.dataset.colours = wanted;
  dark.addEventListener("change", show);

  addEventListener("DOMContentLoaded", () => {
    show();
    const button = document.querySelector(".colours");
    if (button) {
      button.addEventListener("click", () => {
        const next = isDark() ? "light" : "dark";
        root.dataset.colours = next;
        try {
          // What the system wants anyway need not be remembered, so that it can change with it.
          if ((next === "dark") === dark.matches) localStorage.removeItem(key);
          else localStorage.setItem(key, next);
        } catch {
          // Without storage the choice holds for this page.
        }
        show();
      });
    }
    const search = document.querySelector("a.search-link");
    addEventListener("keydown", (event) => {
      const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
      if (!search || event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      search.click();
    });
  });
})();
