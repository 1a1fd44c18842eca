/** One chat on the page: its head, its messages and its line to write in. */

import { h } from "./dom.js";
import { send } from "./api.js";
import { Composer } from "./composer.js";
import { Log } from "./log.js";
import { trying } from "./notify.js";

const ROBOT = "有诉即办";

const EXAMPLES = [
  "跑了三趟营业执照还没办下来，窗口总说系统坏了",
  "小区晚上施工太吵，打了几次电话没人管",
  "退休金少发了两个月，不知道找谁",
];

function invitation(title, words, ...more) {
  return h("div", { class: "empty" }, h("p", { class: "empty-title" }, title), h("p", {}, words), ...more);
}

function examples(conversation) {
  return h(
    "div",
    { class: "examples" },
    EXAMPLES.map((text) =>
      h("button", { type: "button", class: "example", onclick: () => conversation.composer.write(text) }, text),
    ),
  );
}

/** What differs between the three kinds of chat. */
const KINDS = {
  citizen: {
    path: (item) => `/sim/citizens/${encodeURIComponent(item.id)}`,
    head: () => [ROBOT, "微信客服"],
    placeholder: "说说您遇到的事…",
    empty: (conversation) =>
      invitation("还没有消息", "说说什么事没办成，比如：", examples(conversation)),
  },
  group: {
    path: (item) => `/sim/groups/${encodeURIComponent(item.chatid)}`,
    head: (item) => [`${item.name}（${item.members.length + 1}）`, "部门群"],
    placeholder: "先 @机器人，它才听得见",
    empty: () => invitation("群里还没有消息", "派给这个部门的工作单会出现在这里。"),
  },
  staff: {
    path: (item) => `/sim/staff/${encodeURIComponent(item.userid)}`,
    head: () => [ROBOT, "企业微信应用"],
    placeholder: "输入指令，例如：帮助",
    empty: () => invitation("还没有消息", "等着这个人处理的卡片会出现在这里；也可以直接输入指令。"),
  },
};

export class Conversation {
  /** Attributes: kind, one of KINDS; item, the latest state of this chat from the server. */
  constructor(kind, item) {
    this.kind = kind;
    this.item = item;
    this.look = KINDS[kind];
    this.title = h("h3", { class: "chat-title" });
    this.sub = h("span", { class: "chat-sub" });
    this.composer = this.makeComposer();
    this.log = new Log({
      label: `${item.name}的消息`,
      isMine: (message) => this.isMine(message),
      empty: this.look.empty(this),
      acts: {
        choose: (choice, node) => this.once(node, () => this.say({ kind: "text", text: choice.content, menu_id: choice.id })),
        press: (message, key, selected, node) => this.once(node, () => this.press(message, key, selected)),
      },
    });
    const head = h("div", { class: "chat-head" }, this.title, this.sub);
    this.root = h("div", { class: `chat chat-${kind}`, hidden: true }, head, this.log.root, this.composer.root);
  }

  /** Said by whom one speaks as here; a server may write "me" or the person's own id. */
  isMine(message) {
    const own = this.speaker ? this.speaker.value : this.item.userid || this.item.id;
    return message.from === "me" || message.from === own;
  }

  makeComposer() {
    const label = this.kind === "citizen" ? `以${this.item.name}的身份发消息` : "发消息";
    return new Composer({
      label,
      placeholder: this.look.placeholder,
      say: (text) => this.say(this.kind === "citizen" ? { kind: "text", text } : { text }),
      sendMedia: this.kind === "citizen" ? (kind) => this.say({ kind }) : null,
      above: this.kind === "group" ? this.speakerBar() : null,
    });
  }

  speakerBar() {
    this.speaker = h("select", { "aria-label": "发言人", onchange: () => this.log.turn() });
    const mention = h("button", { type: "button", class: "mention-button", onclick: () => this.composer.begin(`@${ROBOT} `) }, "@机器人");
    return h("div", { class: "speaker" }, h("label", {}, h("span", {}, "发言人"), this.speaker), mention);
  }

  /** Take over the new state of this chat; return the messages that were not there before. */
  update(item) {
    this.item = item;
    const [title, sub] = this.look.head(item);
    this.title.textContent = title;
    this.sub.textContent = sub;
    if (this.speaker) this.updateSpeakers(item.members);
    return this.log.update(item.messages);
  }

  updateSpeakers(members) {
    const shown = [...this.speaker.options].map((option) => `${option.value} ${option.text}`).join("\n");
    const wanted = members.map((member) => `${member.userid} ${member.name}`).join("\n");
    if (shown === wanted) return;
    const before = this.speaker.value;
    this.speaker.replaceChildren(...members.map((member) => h("option", { value: member.userid }, member.name)));
    if (members.some((member) => member.userid === before)) this.speaker.value = before;
  }

  asSpeaker(body) {
    return this.speaker ? { userid: this.speaker.value, ...body } : body;
  }

  say(body) {
    return trying(() => send(`${this.look.path(this.item)}/say`, this.asSpeaker(body)));
  }

  press(message, key, selected) {
    return trying(() => send(`${this.look.path(this.item)}/press`, this.asSpeaker({ message: message.id, key, selected })));
  }

  /** Do *work* for a tap on *node*; a second tap meanwhile is not a second press. */
  async once(node, work) {
    if (node.getAttribute("aria-busy") === "true") return;
    node.setAttribute("aria-busy", "true");
    try {
      await work();
    } finally {
      node.removeAttribute("aria-busy");
    }
  }

  show(shown) {
    this.root.hidden = !shown;
    if (shown) this.log.toEnd();
  }
}
