// Makes elements. Texts become text nodes and nothing else: what models and files say is not markup.
import { thumbnailAddress } from "./review-server.js";

/** element("p", { class: "note", onclick: run }, "text", other); children that are nothing are left out. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked") made[key] = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child || child === 0));
  return made;
}

/** A button; `focus` names it across renders, so that it gets the focus back. */
export function button(label, focus, onclick, properties = {}) {
  return element("button", { type: "button", "data-focus": focus, onclick, ...properties }, label);
}

/** Buttons of which one is in the tab order; arrows lead to the others and to the next toolbar. */
export function toolbar(label, id, buttons) {
  const bar = element("div", { class: "tools", role: "toolbar", "aria-label": label, id }, buttons);
  const show = (chosen) => {
    for (const one of bar.children) one.tabIndex = one === chosen ? 0 : -1;
  };
  show(bar.firstElementChild);
  bar.addEventListener("focusin", (event) => show(event.target));
  bar.addEventListener("keydown", (event) => {
    const all = [...bar.children];
    const place = all.indexOf(document.activeElement);
    const bars = [...document.querySelectorAll("[role=toolbar]")].filter((one) => one.checkVisibility());
    const targets = {
      ArrowRight: () => all[(place + 1) % all.length],
      ArrowLeft: () => all[(place + all.length - 1) % all.length],
      Home: () => all[0],
      End: () => all.at(-1),
      ArrowDown: () => bars[bars.indexOf(bar) + 1]?.querySelector("[tabindex='0']"),
      ArrowUp: () => bars[bars.indexOf(bar) - 1]?.querySelector("[tabindex='0']"),
    };
    const target = targets[event.key]?.();
    if (!target) return;
    event.preventDefault();
    target.focus();
  });
  return bar;
}

/** Whether a key event asks to save: Ctrl or Command with Enter. */
export function isSave(event) {
  return event.key === "Enter" && (event.ctrlKey || event.metaKey);
}

/** A text area as high as its text. */
export function textArea(properties, value) {
  const area = element("textarea", { rows: "1", ...properties, value });
  const fit = () => {
    area.style.height = "auto";
    if (area.scrollHeight) area.style.height = area.scrollHeight + 3 + "px";
  };
  area.addEventListener("input", fit);
  // It has no height of its own before it stands in the page.
  requestAnimationFrame(fit);
  return area;
}

// The server forbids keeping pictures; one that is shown again must not be fetched again.
const pictures = new Map();

/** A small picture; `key` names its place on the page. */
export function picture(key, address, description) {
  const source = thumbnailAddress(address);
  let image = pictures.get(key);
  if (!image || image.dataset.source !== String(source)) {
    image = element("img", { loading: "lazy", decoding: "async", "data-source": String(source) });
    if (source) image.src = source;
    pictures.set(key, image);
  }
  image.alt = description ?? "";
  return image;
}

/**
 * Brings a container's children in line with `items`: [{ key, signature, build }]. A child whose key
 * and signature are the same stays as it is.
 */
export function reconcile(container, items) {
  const known = new Map([...container.children].map((child) => [child.dataset.key, child]));
  let place = container.firstElementChild;
  for (const item of items) {
    let child = known.get(item.key);
    if (!child || child.signature !== item.signature) {
      const made = item.build();
      made.dataset.key = item.key;
      made.signature = item.signature;
      if (child) {
        if (place === child) place = made;
        child.replaceWith(made);
      }
      child = made;
    }
    known.delete(item.key);
    if (child === place) place = place.nextElementSibling;
    else container.insertBefore(child, place);
  }
  for (const child of known.values()) child.remove();
}

/** Renders, and gives the focus and the cursor back to what had them. */
export function keepingFocus(render) {
  const active = document.activeElement;
  const name = active?.dataset?.focus;
  const cursor = name && "selectionStart" in active && active.type !== "number" && active.type !== "radio"
    ? [active.selectionStart, active.selectionEnd] : null;
  render();
  if (!name || document.activeElement === active) return;
  // What is gone hands the focus to the first of its own group.
  const group = name.slice(0, name.lastIndexOf("-") + 1);
  const next = document.querySelector(`[data-focus="${CSS.escape(name)}"]`)
    ?? document.querySelector(`[data-focus^="${CSS.escape(group)}"]`);
  if (!next) return;
  next.focus({ preventScroll: true });
  if (cursor && "setSelectionRange" in next) {
    try {
      next.setSelectionRange(...cursor);
    } catch { /* Not every field has a cursor. */ }
  }
}
