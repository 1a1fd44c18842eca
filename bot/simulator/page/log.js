/** The running list of messages: kept in step by id and revision, so that nothing else is touched. */

import { avatar, h, icon } from "./dom.js";
import { drawBody, isNote } from "./bubble.js";
import { minutesBetween, timeLabel } from "./times.js";

const PAUSE_MINUTES = 5; // after such a pause WeChat writes the time above the next message
const NEAR_END = 120;

export class Log {
  /** Attributes: acts, what buttons do; isMine(message), which side it stands on. */
  constructor({ label, acts, isMine, empty }) {
    this.acts = acts;
    this.isMine = isMine;
    this.drawn = new Map();
    this.empty = empty;
    this.list = h("div", { class: "log", role: "log", tabindex: "0", "aria-label": label, "aria-live": "polite" }, empty);
    this.pill = h("button", { type: "button", class: "pill", hidden: true, onclick: () => this.toEnd(true) });
    this.list.addEventListener("scroll", () => this.atEnd() && (this.pill.hidden = true), { passive: true });
    this.root = h("div", { class: "log-frame" }, this.list, this.pill);
  }

  /** Show *messages*; return those that were not there before. */
  update(messages) {
    const follow = this.atEnd();
    this.forget(messages);
    const fresh = [];
    messages.forEach((message, index) => {
      if (this.put(message, messages[index - 1], index)) fresh.push(message);
    });
    this.empty.hidden = messages.length > 0;
    if (fresh.length > 0) this.follow(fresh, follow);
    return fresh;
  }

  forget(messages) {
    const present = new Set(messages.map((message) => message.id));
    for (const [id, { node }] of this.drawn) {
      if (present.has(id)) continue;
      node.remove();
      this.drawn.delete(id);
    }
  }

  put(message, previous, index) {
    const known = this.drawn.get(message.id);
    if (known) {
      if (known.message.revision !== message.revision) this.redraw(known, message);
      return false;
    }
    const node = this.draw(message, previous);
    this.list.insertBefore(node, this.list.children[index + 1] || null); // the first child is *empty*
    this.drawn.set(message.id, { node, message });
    return true;
  }

  draw(message, previous) {
    const pause = !previous || minutesBetween(previous.at, message.at) >= PAUSE_MINUTES;
    const node = h("article", { class: "message", tabindex: "-1", data: { id: message.id } });
    if (pause) node.append(h("time", { class: "moment", datetime: message.at }, timeLabel(message.at)));
    node.append(this.line(message));
    return node;
  }

  line(message) {
    const body = drawBody(message, this.acts);
    if (isNote(message)) return h("div", { class: "line line-note" }, body);
    const face = avatar(message.name || "?", message.from === "bot" ? "bot" : "person");
    const said = h("div", { class: "said" }, h("div", { class: "name" }, message.name || ""), body);
    return h("div", { class: this.isMine(message) ? "line mine" : "line theirs" }, face, said);
  }

  /** Draw anew what has changed; where the keyboard was and what was chosen stays. */
  redraw(known, message) {
    const old = known.node.querySelector(":scope > .line");
    const fresh = this.line(message);
    const focus = old.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    keepChoices(old, fresh);
    old.replaceWith(fresh);
    known.message = message;
    if (focus !== null) refocus(known.node, focus);
  }

  /** Put each message on its side again, after the person speaking has changed. */
  turn() {
    for (const { node, message } of this.drawn.values()) {
      const line = node.querySelector(":scope > .line");
      if (isNote(message)) continue;
      line.classList.toggle("mine", this.isMine(message));
      line.classList.toggle("theirs", !this.isMine(message));
    }
  }

  atEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_END;
  }

  follow(fresh, follow) {
    if (follow || fresh.some((message) => this.isMine(message))) {
      this.toEnd(true);
    } else {
      this.pill.replaceChildren(icon("down"), "有新消息");
      this.pill.hidden = false;
    }
  }

  toEnd(smoothly = false) {
    this.pill.hidden = true;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.list.scrollTo({ top: this.list.scrollHeight, behavior: smoothly && !still ? "smooth" : "instant" });
  }
}

function keepChoices(old, fresh) {
  for (const field of fresh.querySelectorAll("select:enabled")) {
    const before = old.querySelector(`select[name="${CSS.escape(field.name)}"]`);
    if (before && [...field.options].some((option) => option.value === before.value)) field.value = before.value;
  }
  for (const field of fresh.querySelectorAll("input:enabled")) {
    const before = old.querySelector(`input[name="${CSS.escape(field.name)}"][value="${CSS.escape(field.value)}"]`);
    if (before) field.checked = before.checked;
  }
}

function refocus(node, focus) {
  const same = focus && node.querySelector(`[data-focus="${CSS.escape(focus)}"]:enabled`);
  (same || node).focus({ preventScroll: true });
}
