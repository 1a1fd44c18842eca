/** Short words to the person: a toast for what was refused, a quiet line for those who listen. */

import { h } from "./dom.js";
import { Refused } from "./api.js";

const TOAST_MS = 7000;

export function toast(text) {
  const box = document.getElementById("toasts");
  const close = h("button", { type: "button", class: "toast-close", onclick: () => item.remove() }, "知道了");
  const item = h("div", { class: "toast" }, h("p", {}, text), close);
  box.append(item);
  setTimeout(() => item.matches(":focus-within, :hover") || item.remove(), TOAST_MS);
}

/** Say *text* to a screen reader only. */
export function announce(text) {
  document.getElementById("status").textContent = text;
}

/** Do *work*; show a refusal as a toast and return whether it went well. */
export async function trying(work) {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message);
    return false;
  }
}
