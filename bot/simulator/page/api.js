/** The only door to the simulator: reads the state, sends what a person did, watches for changes. */

const RETRY_MS = 3000;
const POLL_MS = 15000; // the simulated clock may run by itself between two changes

/** A refusal in words for the person; it is shown as it is. */
export class Refused extends Error {}

export async function readState() {
  const response = await fetch("/sim/state", { cache: "no-store" });
  if (!response.ok) throw new Error(`state: ${response.status}`);
  return response.json();
}

async function refusal(response) {
  try {
    return (await response.json()).error || `模拟器没有接受（${response.status}）`;
  } catch {
    return `模拟器没有接受（${response.status}）`;
  }
}

/** Send one act; throw Refused with a sentence for the person if it was not taken. */
export async function send(path, body) {
  let response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refused("模拟器没有回应，请检查它是否还在运行。");
  }
  if (!response.ok) throw new Refused(await refusal(response));
  document.dispatchEvent(new Event("acted")); // shown at once, even while the live line is down
}

/** Call *changed* on every change and *online* with whether the live line stands. */
export function watch(changed, online) {
  const source = new EventSource("/sim/events");
  source.onopen = () => {
    online(true);
    changed();
  };
  source.onmessage = changed;
  source.onerror = () => {
    online(false);
    // A browser gives up for good after a refused stream (a server just starting), so we try again.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => watch(changed, online), RETRY_MS);
  };
}

export function poll(changed) {
  setInterval(() => document.hidden || changed(), POLL_MS);
}

/** Return a function that runs *work* at most once at a time, and once more if asked meanwhile. */
export function coalesced(work) {
  let running = false;
  let again = false;
  return async function run() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      do {
        again = false;
        await work();
      } while (again);
    } finally {
      running = false;
    }
  };
}
