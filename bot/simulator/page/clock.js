/** The simulated clock: shows the time of that world and moves it forward. */

import { h } from "./dom.js";
import { send } from "./api.js";
import { announce, toast, trying } from "./notify.js";
import { dayLabel, shortTime, timeLabel } from "./times.js";

const HOUR = 3600;

const STEPS = [
  ["+1 小时", HOUR, "向前一小时"],
  ["+1 天", 24 * HOUR, "向前一天"],
  ["+1 工作周", 7 * 24 * HOUR, "向前一个工作周，即七天"],
];

export class Clock {
  constructor() {
    this.now = null;
    this.time = document.getElementById("clock-time");
    this.day = document.getElementById("clock-day");
    this.panel = document.getElementById("clock-panel");
    this.toggle = document.getElementById("clock-toggle");
    this.target = document.getElementById("clock-target");
    this.phoneTimes = document.querySelectorAll(".phone-time");
    this.toggle.addEventListener("click", () => this.openPanel(!this.panel.classList.contains("open")));
    document.getElementById("clock-form").addEventListener("submit", (event) => this.goTo(event));
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.openPanel(false));
    const steps = document.getElementById("clock-steps");
    for (const [text, passed, label] of STEPS) {
      steps.append(h("button", { type: "button", class: "step", title: label, onclick: (event) => this.move(event.currentTarget, { advance_seconds: passed }) }, text));
    }
  }

  update(now) {
    const untouched = this.target.value === "" || this.target.value === this.offered;
    this.now = now;
    this.time.textContent = shortTime(now);
    this.day.textContent = dayLabel(now);
    for (const shown of this.phoneTimes) shown.textContent = shortTime(now);
    this.offered = now.slice(0, 16);
    this.target.min = this.offered;
    if (untouched && document.activeElement !== this.target) this.target.value = this.offered;
    if (this.moving) announce(`时间已到 ${timeLabel(now)}`);
    this.moving = false;
  }

  openPanel(open) {
    this.panel.classList.toggle("open", open);
    this.toggle.setAttribute("aria-expanded", String(open));
    if (!open && this.panel.contains(document.activeElement)) this.toggle.focus();
  }

  async move(node, body) {
    if (node.getAttribute("aria-busy") === "true") return;
    node.setAttribute("aria-busy", "true");
    this.moving = await trying(() => send("/sim/clock", body));
    node.removeAttribute("aria-busy");
  }

  async goTo(event) {
    event.preventDefault();
    const to = this.target.value;
    if (to === "" || to <= this.now.slice(0, 16)) {
      toast("时间只能往前走：请选一个比现在晚的时刻。");
      return;
    }
    this.offered = to; // once there, the field follows the clock again
    await this.move(event.submitter || event.target, { to: `${to}:00+08:00` });
  }
}
