/** Building blocks of the page: elements are made by hand, no HTML is ever parsed. */

const SVG = "http://www.w3.org/2000/svg";

/** Icons as path data on a 24 × 24 grid, drawn with the colour of the text around them. */
const ICONS = {
  plus: ["M12 5v14M5 12h14"],
  photo: ["M4 6h16v12H4z", "M4 16l5-5 4 4 3-3 4 4", "M15.5 9.2a.7.7 0 1 0 0 .1z"],
  voice: ["M12 4a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0v-5A2.5 2.5 0 0 1 12 4z", "M6 11a6 6 0 0 0 12 0M12 17v3"],
  wave: ["M7 10.5a2.5 2.5 0 0 1 0 3M10.5 8a6 6 0 0 1 0 8M14 5.5a10 10 0 0 1 0 13"],
  place: ["M12 21c4-4.5 6-7.8 6-11a6 6 0 0 0-12 0c0 3.2 2 6.5 6 11z", "M12 8a2.2 2.2 0 1 0 0 4.4A2.2 2.2 0 0 0 12 8z"],
  smile: ["M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z", "M9 10v.5M15 10v.5M8.5 14.5c2 2.4 5 2.4 7 0"],
  play: ["M8 5.5v13l11-6.5z"],
  file: ["M6 3.5h8l4 4v13H6z", "M14 3.5v4h4"],
  more: ["M6 12h.01M12 12h.01M18 12h.01"],
  citizen: ["M7 3h10v18H7z", "M11 18h2"],
  group: ["M4 5h12v9H9l-3 3v-3H4z", "M18 9h2v8h-2v3l-3-3h-4"],
  staff: ["M12 4a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z", "M5 20c.6-4 3.3-6 7-6s6.4 2 7 6"],
  clock: ["M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z", "M12 7v5.2l3.4 2"],
  down: ["M12 5v13M6 12.5l6 6 6-6"],
};

function setProperty(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "data") Object.assign(node.dataset, value);
  else node.setAttribute(name, value === true ? "" : value);
}

/** Make an element; text children become text nodes, empty children are left out. */
export function h(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) setProperty(node, name, value);
  node.append(...children.flat().filter((child) => child || child === 0));
  return node;
}

/** Draw one of ICONS; it is decoration, the name stands beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  for (const data of ICONS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", data);
    svg.append(path);
  }
  return svg;
}

const TINTS = 8;

function tint(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum % TINTS;
}

/** What stands after a name out of politeness tells nobody apart: 王女士 is 王. */
const POLITE = /(?<=.)(?:女士|先生|师傅|同志|老师|阿姨|大爷|大妈)$/u;

/** Draw the square picture beside a name: the last two letters of a person, the first two of a group. */
export function avatar(name, kind = "person") {
  const letters = [...name.replace(/[\s（(·].*$/u, "").replace(POLITE, "")];
  const shown = kind === "group" ? letters.slice(0, 2) : letters.slice(-2);
  const look = kind === "bot" ? "avatar-bot" : `tint-${tint(name)}`;
  return h("span", { class: `avatar ${look}`, "aria-hidden": "true" }, kind === "bot" ? "诉" : shown.join(""));
}

/** Show a red dot with a number; nothing for zero. */
export function setBadge(badge, count) {
  badge.hidden = count === 0;
  badge.textContent = count > 99 ? "99+" : String(count);
}
