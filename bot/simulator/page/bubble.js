/** One message as it stands in a chat: what it says, by its kind. */

import { h, icon } from "./dom.js";
import { markdown, plain } from "./markdown.js";
import { drawCard } from "./card.js";

/** A label like [图片] stands in the server's text for what is drawn here. */
const LABEL = /^\[[^\]]*\]$/u;

/** How the server writes down a sticker: 微信客服 hands a bot no more than this either. */
const STICKER = "[表情]";

function bubble(...children) {
  return h("div", { class: "bubble" }, ...children);
}

function text(message) {
  if (message.text === STICKER) return sticker(message);
  return bubble(...plain(message.text || ""));
}

/** A pretend picture may be a single dot; from this width on there is something to see. */
const SEEN = 16;

/** A picture the simulator holds; where there is none (or none it can show), a drawn landscape. */
function image(message) {
  const drawn = h("span", { class: "photo", role: "img", "aria-label": "照片" });
  const caption = message.text && !LABEL.test(message.text) ? message.text : null;
  const picture = h("div", { class: "picture" }, drawn, caption ? h("span", { class: "picture-text" }, caption) : null);
  if ((message.url || "").startsWith("/sim/")) {
    const photo = h("img", { class: "photo", src: message.url, alt: "照片" });
    photo.addEventListener("load", () => photo.naturalWidth >= SEEN && drawn.replaceWith(photo));
  }
  return picture;
}

function voice(message) {
  return h(
    "div",
    { class: "stacked" },
    h("div", { class: "bubble voice" }, icon("wave"), "语音"),
    message.text && !LABEL.test(message.text) ? h("div", { class: "transcript" }, message.text) : null,
  );
}

function video(message) {
  return h("div", { class: "film" }, icon("play"), h("span", {}, message.text || "视频"));
}

function place(message) {
  const [name, ...address] = (message.text || "位置").split("\n");
  return h(
    "div",
    { class: "place" },
    h("div", { class: "place-name" }, name),
    address.length ? h("div", { class: "place-address" }, address.join(" ")) : null,
    h("div", { class: "place-map", "aria-hidden": "true" }, icon("place")),
  );
}

function titled(sign) {
  return (message) => h("div", { class: "bubble titled" }, h("span", {}, ...plain(message.text || "")), icon(sign));
}

function sticker(message) {
  return h("div", { class: "sticker", role: "img", "aria-label": "表情" }, icon("smile"));
}

/** The menu of 微信客服 (msgmenu): each line is tapped and comes back as a text of the citizen. */
function menu(message, acts) {
  const { head, items, tail } = message.menu;
  const drawn = items.map((item) =>
    h(
      "button",
      {
        type: "button", class: "menu-item", disabled: message.dead, data: { focus: `menu:${item.id}` },
        onclick: (event) => acts.choose(item, event.currentTarget),
      },
      item.content,
    ),
  );
  return h(
    "div",
    { class: "bubble menu" },
    head ? h("div", { class: "menu-head" }, head) : null,
    h("div", { class: "menu-items" }, drawn),
    tail ? h("div", { class: "menu-tail" }, tail) : null,
  );
}

function card(message, acts) {
  return drawCard(message, (key, selected, node) => acts.press(message, key, selected, node));
}

const KINDS = {
  text, image, voice, video, menu, card, sticker,
  location: place,
  link: titled("file"),
  file: titled("file"),
  markdown: (message) => bubble(markdown(message.text || "")),
};

/** Return whether a message is a grey line in the middle, said by nobody. */
export function isNote(message) {
  return message.kind === "event" || message.from === "system";
}

export function drawBody(message, acts) {
  if (isNote(message)) return h("div", { class: "note" }, message.text || "");
  const draw = KINDS[message.kind] || ((unknown) => bubble(unknown.text || `[${unknown.kind}]`));
  return draw(message, acts);
}
