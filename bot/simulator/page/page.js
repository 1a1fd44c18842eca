/** Puts the page together: three panes and a clock, kept in step with the simulator. */

import { coalesced, poll, readState, send, watch } from "./api.js";
import { Clock } from "./clock.js";
import { icon, setBadge } from "./dom.js";
import { trying } from "./notify.js";
import { Pane } from "./pane.js";

const KINDS = ["citizen", "group", "staff"];
const TITLE = document.title;
const wide = matchMedia("(min-width: 1080px)");

const health = { state: true, events: true };
const clock = new Clock();
const panes = new Map(KINDS.map((kind) => [kind, new Pane(kind, { isVisible: () => isVisible(kind), changed: showBadges })]));

function tab(kind) {
  return document.querySelector(`.tabbar [data-pane="${kind}"]`);
}

function isVisible(kind) {
  return wide.matches || document.body.dataset.pane === kind;
}

function showBadges() {
  let all = 0;
  for (const [kind, pane] of panes) {
    setBadge(tab(kind).querySelector(".badge"), pane.unread);
    tab(kind).querySelector(".unseen").textContent = pane.unread ? `，${pane.unread} 条未读` : "";
    all += pane.unread;
  }
  document.title = all ? `（${all}）${TITLE}` : TITLE;
}

function openPane(kind) {
  document.body.dataset.pane = kind;
  for (const other of KINDS) {
    if (other === kind) tab(other).setAttribute("aria-current", "true");
    else tab(other).removeAttribute("aria-current");
  }
  panes.get(kind).shown();
}

const refresh = coalesced(async () => {
  let state;
  try {
    state = await readState();
  } catch {
    showHealth("state", false);
    return;
  }
  showHealth("state", true);
  clock.update(state.now);
  for (const pane of panes.values()) pane.update(state);
  document.body.dataset.ready = "true";
});

/** The connection stands when both its halves do: the state can be read, and changes are told. */
function showHealth(part, well) {
  health[part] = well;
  document.getElementById("offline").hidden = health.state && health.events;
}

function newCitizen() {
  const dialog = document.getElementById("new-citizen");
  const field = dialog.querySelector("input");
  document.getElementById("add-citizen").addEventListener("click", () => dialog.showModal());
  dialog.querySelector(".cancel").addEventListener("click", () => dialog.close());
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = field.value.trim();
    panes.get("citizen").expect(name);
    if (!(await trying(() => send("/sim/citizens", { name })))) return;
    field.value = "";
    dialog.close();
    refresh();
  });
}

for (const kind of KINDS) {
  tab(kind).querySelector(".tab-face").prepend(icon(kind));
  tab(kind).addEventListener("click", () => openPane(kind));
}
wide.addEventListener("change", () => panes.forEach((pane) => pane.shown()));
newCitizen();
openPane("citizen");
watch(refresh, (well) => showHealth("events", well));
document.addEventListener("acted", refresh);
poll(refresh);
refresh();
