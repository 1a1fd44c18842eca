/** The line at the foot of a chat: where one writes, and what one may send besides words. */

import { h, icon } from "./dom.js";

const TALLEST = 120;

/** What a phone can pretend to send; the simulator makes up the content. */
const MEDIA = [
  ["image", "照片", "photo"],
  ["voice", "语音", "voice"],
  ["location", "位置", "place"],
  ["sticker", "表情", "smile"],
];

function fit(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, TALLEST)}px`;
}

/** The box to write in; *say* gets the text and returns whether it was taken. */
export class Composer {
  constructor({ label, placeholder, say, sendMedia = null, above = null }) {
    this.say = say;
    this.area = h("textarea", {
      rows: "1", "aria-label": label, placeholder, autocomplete: "off", enterkeyhint: "send",
      oninput: () => this.changed(), onkeydown: (event) => this.key(event),
    });
    this.submit = h("button", { type: "submit", class: "send", disabled: true }, "发送");
    const bar = h("div", { class: "compose-bar" }, this.area, this.submit);
    this.root = h("form", { class: "composer", onsubmit: (event) => this.send(event) }, above, bar);
    if (sendMedia) this.addMedia(bar, sendMedia);
  }

  addMedia(bar, sendMedia) {
    const tiles = MEDIA.map(([kind, name, sign]) =>
      h("button", { type: "button", class: "tile", onclick: () => sendMedia(kind).then(() => this.toggle(false)) },
        h("span", { class: "tile-face" }, icon(sign)), name),
    );
    this.tray = h("div", { class: "tray", hidden: true }, tiles);
    this.plus = h("button", {
      type: "button", class: "plus", "aria-label": "更多：照片、语音、位置、表情", "aria-expanded": "false",
      onclick: () => this.toggle(this.tray.hidden),
    }, icon("plus"));
    bar.insertBefore(this.plus, this.submit);
    this.root.append(this.tray);
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.tray.hidden) this.toggle(false);
    });
  }

  toggle(open) {
    const inside = this.tray.contains(document.activeElement);
    this.tray.hidden = !open;
    this.plus.setAttribute("aria-expanded", String(open));
    if (inside && !open) this.plus.focus();
  }

  /** Put *text* before what is written, unless it is there; leave the cursor at the end. */
  begin(text) {
    if (!this.area.value.startsWith(text.trim())) this.area.value = text + this.area.value;
    this.changed();
    this.area.focus();
    this.area.setSelectionRange(this.area.value.length, this.area.value.length);
  }

  write(text) {
    this.area.value = text;
    this.changed();
    this.area.focus();
  }

  changed() {
    this.submit.disabled = this.area.value.trim() === "";
    fit(this.area);
  }

  key(event) {
    // While a Chinese input method is composing, Enter picks a word and must not send.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.root.requestSubmit();
  }

  async send(event) {
    event.preventDefault();
    const text = this.area.value;
    if (text.trim() === "" || this.sending) return;
    this.sending = true;
    try {
      const taken = await this.say(text.trim());
      if (taken && this.area.value === text) this.area.value = ""; // what was typed meanwhile stays
    } finally {
      this.sending = false;
      this.changed();
    }
  }
}
