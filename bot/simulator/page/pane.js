/** One of the three windows: the chats of its kind, one of them open, red dots on the others. */

import { avatar, h, setBadge } from "./dom.js";
import { Conversation } from "./conversation.js";
import { announce } from "./notify.js";

/** How each kind of chat is listed in /sim/state and named on its tab. */
const KINDS = {
  citizen: { list: "citizens", key: "id", face: "person", sub: () => "", none: "还没有市民。点“新市民”加一位。" },
  group: { list: "groups", key: "chatid", face: "group", sub: (item) => `${item.members.length} 人`, none: "还没有部门群。" },
  staff: { list: "staff", key: "userid", face: "person", sub: (item) => item.title || "", none: "还没有工作人员。" },
};

function lastAt(item) {
  return item.messages.length ? Date.parse(item.messages.at(-1).at) : 0;
}

/** A tab is narrow: 市场监管局 · 有诉即办 is 市场监管局 there. */
function shortName(name) {
  return name.split(/\s*·\s*/u)[0] || name;
}

export class Pane {
  /** Attributes: unread, how many messages nobody has looked at yet; changed() is told of it. */
  constructor(kind, { isVisible, changed }) {
    this.kind = kind;
    this.look = KINDS[kind];
    this.isVisible = isVisible;
    this.changed = changed;
    this.tabs = new Map();
    this.selected = null;
    this.root = document.getElementById(`pane-${kind}`);
    this.chooser = this.root.querySelector(".chips");
    this.screen = this.root.querySelector(".screen");
    this.next = this.root.querySelector(".next-unread");
    this.next.addEventListener("click", () => this.openNextUnread());
    this.chooser.addEventListener("wheel", (event) => this.turnWheel(event), { passive: false });
    this.none = h("p", { class: "none" }, this.look.none);
    this.screen.append(this.none);
  }

  get unread() {
    return [...this.tabs.values()].reduce((sum, tab) => sum + tab.unread, 0);
  }

  /** Take over /sim/state; the first time the chat with the latest message is opened. */
  update(state) {
    const items = state[this.look.list];
    const first = this.tabs.size === 0;
    for (const item of items) this.updateTab(item, first);
    this.forget(new Set(items.map((item) => item[this.look.key])));
    if (!this.tabs.has(this.selected)) this.openLatest(items);
    this.none.hidden = items.length > 0;
    this.showUnread();
  }

  updateTab(item, first) {
    const key = item[this.look.key];
    if (!this.tabs.has(key)) this.addTab(key, item, first);
    const tab = this.tabs.get(key);
    tab.name.textContent = shortName(item.name);
    tab.sub.textContent = this.look.sub(item);
    const news = tab.conversation.update(item).filter((message) => !tab.conversation.isMine(message));
    if (!first && news.length > 0) this.notice(tab, key, news);
  }

  addTab(key, item, first) {
    const conversation = new Conversation(this.kind, item);
    const badge = h("span", { class: "badge", hidden: true, "aria-hidden": "true" });
    const unseen = h("span", { class: "unseen" });
    const name = h("span", { class: "chip-name" }, shortName(item.name));
    const sub = h("span", { class: "chip-sub" });
    const words = h("span", { class: "chip-words" }, name, sub, unseen);
    const face = h("span", { class: "chip-face" }, avatar(item.name, this.look.face), badge);
    const chip = h("button", { type: "button", class: "chip", onclick: () => this.open(key) }, face, words);
    this.tabs.set(key, { chip, conversation, badge, unseen, name, sub, unread: 0 });
    this.chooser.append(chip);
    this.screen.append(conversation.root);
    if (!first && this.expecting === item.name) {
      this.open(key);
      conversation.composer.area.focus();
    }
  }

  forget(present) {
    for (const [key, tab] of this.tabs) {
      if (present.has(key)) continue;
      tab.chip.remove();
      tab.conversation.root.remove();
      this.tabs.delete(key);
    }
  }

  openLatest(items) {
    this.selected = null;
    const latest = items.reduce((best, item) => (!best || lastAt(item) > lastAt(best) ? item : best), null);
    if (latest) this.open(latest[this.look.key]);
  }

  /** Open the next chat called *name* that appears: the citizen just made. */
  expect(name) {
    this.expecting = name;
  }

  notice(tab, key, news) {
    const last = news.at(-1);
    announce(`${tab.conversation.item.name}：${last.name || ""}有新消息`);
    if (key === this.selected && this.isVisible()) return;
    tab.unread += news.length;
    if (key !== this.selected) this.bringForward(tab.chip);
  }

  /** Where the row of tabs is longer than the window, what has news comes to its front. */
  bringForward(chip) {
    if (this.chooser.scrollWidth <= this.chooser.clientWidth) return;
    if (this.chooser.matches(":hover, :focus-within")) return;
    this.chooser.prepend(chip);
    this.chooser.scrollTo({ left: 0 });
  }

  /** A mouse wheel turns up and down; the row of tabs goes left and right. */
  turnWheel(event) {
    if (event.deltaX !== 0 || this.chooser.scrollWidth <= this.chooser.clientWidth) return;
    event.preventDefault();
    this.chooser.scrollLeft += event.deltaY;
  }

  open(key) {
    this.expecting = null;
    this.selected = key;
    for (const [other, tab] of this.tabs) {
      tab.conversation.show(other === key);
      if (other === key) tab.chip.setAttribute("aria-current", "true");
      else tab.chip.removeAttribute("aria-current");
    }
    this.tabs.get(key).chip.scrollIntoView({ block: "nearest", inline: "center" });
    this.looked();
  }

  openNextUnread() {
    const waiting = [...this.tabs].find(([, tab]) => tab.unread > 0);
    if (!waiting) return;
    this.open(waiting[0]);
    waiting[1].chip.focus(); // the button pressed may have just disappeared
  }

  /** The open chat is being looked at: nothing in it is unread any more. */
  looked() {
    const tab = this.tabs.get(this.selected);
    if (!tab || !this.isVisible()) return;
    tab.unread = 0;
    this.showUnread();
  }

  /** The pane has come to the front on a small screen. */
  shown() {
    this.tabs.get(this.selected)?.conversation.log.toEnd();
    this.looked();
  }

  showUnread() {
    for (const tab of this.tabs.values()) {
      setBadge(tab.badge, tab.unread);
      tab.unseen.textContent = tab.unread ? `，${tab.unread} 条未读` : "";
    }
    this.next.hidden = this.unread === 0;
    this.next.textContent = `${this.unread} 条未读 ›`;
    this.changed();
  }
}
