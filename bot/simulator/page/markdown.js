/** WeCom's small markdown as DOM nodes: bold, quote, heading, code, links as text, colours, mentions. */

import { h } from "./dom.js";

const INLINE = new RegExp(
  [
    String.raw`\*\*(?<bold>[^*\n]+)\*\*`,
    String.raw`\[(?<label>[^\]\n]+)\]\((?<url>[^)\s]*)\)`,
    String.raw`<font color="?(?<colour>info|comment|warning)"?>(?<coloured>[^<]*)</font>`,
    String.raw`<a href="(?<href>[^"\n]*)">(?<anchor>[^<\n]*)</a>`,
    "`(?<code>[^`\\n]+)`",
    String.raw`<@(?<mention>[\w.\-@]+)>`,
    String.raw`(?<at>@有诉即办)`,
  ].join("|"),
  "gu",
);

/** A link is text: its words, and where it leads, to be read and not to be followed by accident. */
function link(label, url) {
  return h("span", { class: "link" }, label, h("span", { class: "link-url" }, ` ${url}`));
}

const DRAW = [
  ["bold", (g) => h("strong", {}, ...inline(g.bold))],
  ["label", (g) => link(g.label, g.url)],
  ["colour", (g) => h("span", { class: `font-${g.colour}` }, ...inline(g.coloured))],
  ["anchor", (g) => link(g.anchor, g.href)],
  ["code", (g) => h("code", {}, g.code)],
  ["mention", (g) => h("span", { class: "mention" }, `@${g.mention}`)],
  ["at", (g) => h("span", { class: "mention" }, g.at)],
];

function inline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(from, match.index));
    const [, draw] = DRAW.find(([name]) => match.groups[name] !== undefined);
    nodes.push(draw(match.groups));
    from = match.index + match[0].length;
  }
  return [...nodes, text.slice(from)].filter((node) => node !== "");
}

function line(text) {
  const quote = /^>\s?(.*)$/u.exec(text);
  if (quote) return h("div", { class: "md-quote" }, ...inline(quote[1]));
  const heading = /^#{1,6}\s+(.*)$/u.exec(text);
  if (heading) return h("div", { class: "md-heading" }, ...inline(heading[1]));
  return h("div", { class: "md-line" }, ...inline(text));
}

export function markdown(text) {
  return h("div", { class: "markdown" }, text.split("\n").map(line));
}

/** Plain text; WeCom lets it hold <a> and a mention, nothing else. */
export function plain(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(/<a href="([^"\n]*)">([^<\n]*)<\/a>|@有诉即办/gu)) {
    nodes.push(text.slice(from, match.index));
    nodes.push(match[2] === undefined ? h("span", { class: "mention" }, match[0]) : link(match[2], match[1]));
    from = match.index + match[0].length;
  }
  return [...nodes, text.slice(from)];
}
