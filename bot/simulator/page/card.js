/** A template card (模板卡片) drawn as WeCom draws it; its buttons call back with what was chosen. */

import { h, icon } from "./dom.js";

const SOURCE_COLOURS = { 1: "source-black", 2: "source-red", 3: "source-green" };

function lines(...rows) {
  return rows.filter((row) => row && row[1]).map(([name, text]) => h("div", { class: name }, text));
}

function source(card) {
  if (!card.source?.desc) return null;
  const colour = SOURCE_COLOURS[card.source.desc_color] || "";
  return h("div", { class: `card-source ${colour}` }, h("span", { class: "card-mark", "aria-hidden": "true" }), card.source.desc);
}

function actionMenu(card, press, dead) {
  const actions = card.action_menu?.action_list;
  if (!actions?.length) return null;
  const items = actions.map((action) => button(action.text, "menu-action", action.key, press, dead));
  return h(
    "details",
    { class: "card-actions" },
    h("summary", { "aria-label": card.action_menu.desc || "更多操作", data: { focus: "menu" } }, icon("more")),
    h("div", { class: "card-actions-list" }, items),
  );
}

function quote(card) {
  const area = card.quote_area;
  if (!area) return null;
  return h("blockquote", { class: "card-quote" }, ...lines(["card-quote-title", area.title], ["card-quote-text", area.quote_text]));
}

function rows(card) {
  const list = card.horizontal_content_list;
  if (!list?.length) return null;
  const pairs = list.map((row) => [
    h("dt", {}, row.keyname),
    h("dd", { class: row.type ? "link" : null }, row.value || ""),
  ]);
  return h("dl", { class: "card-rows" }, pairs.flat());
}

function emphasis(card) {
  const number = card.emphasis_content;
  if (!number) return null;
  return h("div", { class: "card-emphasis" }, ...lines(["card-number", number.title], ["card-number-desc", number.desc]));
}

function picture(card) {
  if (!card.card_image && !card.image_text_area) return null;
  const words = card.image_text_area || {};
  return h(
    "div",
    { class: card.card_image ? "card-image" : "card-image card-image-small" },
    h("span", { class: "photo", "aria-hidden": "true" }),
    h("div", {}, ...lines(["card-image-title", words.title], ["card-image-desc", words.desc])),
  );
}

function paragraphs(card) {
  return (card.vertical_content_list || []).map((part) =>
    h("div", { class: "card-part" }, ...lines(["card-part-title", part.title], ["card-part-desc", part.desc])),
  );
}

function jumps(card) {
  return (card.jump_list || []).map((jump) => h("div", { class: "card-jump" }, jump.title));
}

function button(text, look, key, press, dead) {
  const node = h("button", { type: "button", class: look, disabled: dead, data: { focus: `key:${key}` } }, text);
  node.addEventListener("click", () => press(key, node));
  return node;
}

/** Return an address only if it is a web address; anything else is not followed. */
function webAddress(url) {
  return /^https?:\/\//u.test(url || "") ? url : null;
}

function buttons(card, press, dead) {
  if (!card.button_list?.length) return null;
  const drawn = card.button_list.map((item) => {
    const look = `card-button style-${item.style || 1}`;
    const url = item.type === 1 && !dead ? webAddress(item.url) : null;
    if (url) return h("a", { class: look, href: url, target: "_blank", rel: "noopener noreferrer" }, item.text);
    return button(item.text, look, item.key, press, dead);
  });
  return h("div", { class: "card-buttons" }, drawn);
}

function selection(question, dead) {
  const options = question.option_list.map((option) =>
    h("option", { value: option.id, selected: option.id === question.selected_id }, option.text),
  );
  const name = question.question_key;
  const field = h("select", { name, "aria-label": question.title || "请选择", disabled: dead || question.disable, data: { focus: `q:${name}` } }, options);
  return h("label", { class: "card-select" }, h("span", {}, question.title || "请选择"), field);
}

function choices(card, dead) {
  const box = card.checkbox;
  if (!box) return null;
  const name = box.question_key;
  const type = box.mode === 1 ? "checkbox" : "radio";
  const options = box.option_list.map((option) =>
    h(
      "label",
      { class: "card-choice" },
      h("input", {
        type, name, value: option.id, checked: option.is_checked, disabled: dead || box.disable,
        data: { focus: `o:${name}:${option.id}` },
      }),
      h("span", {}, option.text),
    ),
  );
  return h("fieldset", { class: "card-choices" }, h("legend", { class: "unseen" }, card.main_title?.title || "请选择"), options);
}

/** Return {question_key: [option ids]} of every question on the card. */
export function chosen(form) {
  const answers = {};
  for (const field of form.querySelectorAll("select, input")) {
    answers[field.name] ??= [];
    if (field.tagName === "SELECT" || field.checked) answers[field.name].push(field.value);
  }
  return answers;
}

function questions(card, dead) {
  const asked = [card.button_selection, ...(card.select_list || [])].filter(Boolean);
  return [choices(card, dead), ...asked.map((question) => selection(question, dead))];
}

/** Draw *message*'s card; press(key, selected, button) is called for a press. */
export function drawCard(message, press) {
  const { card } = message;
  const replaced = message.replaced || card.replace_text;
  const dead = Boolean(message.dead || replaced);
  const form = h("form", { class: dead ? "card card-dead" : "card", onsubmit: (event) => event.preventDefault() });
  const act = (key, node) => press(key, chosen(form), node);
  const submit = card.submit_button;
  form.append(
    ...[
      source(card),
      actionMenu(card, act, dead),
      picture(card),
      ...lines(["card-title", card.main_title?.title], ["card-desc", card.main_title?.desc]),
      emphasis(card),
      quote(card),
      ...lines(["card-sub", card.sub_title_text]),
      ...paragraphs(card),
      rows(card),
      ...questions(card, dead),
      replaced ? h("div", { class: "card-replaced" }, replaced) : buttons(card, act, dead),
      !replaced && submit ? h("div", { class: "card-buttons" }, button(submit.text || "提交", "card-button style-1", submit.key, act, dead)) : null,
      ...jumps(card),
    ].filter(Boolean),
  );
  return form;
}
