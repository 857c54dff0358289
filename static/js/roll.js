// Calling a roll without waiting for the network. Every tap is kept on the phone, in the page and
// in its database, until the server has acknowledged it by its key; without a script the same
// buttons are a plain form.

const form = document.querySelector("[data-roll]");
const meeting = form?.dataset.roll;
const account = form?.dataset.account;
const words = form && JSON.parse(form.dataset.words);
const saved = document.querySelector("[data-saved]");
const handIn = document.querySelector("[data-hand-in]");
const token = document.querySelector("[name=csrf_token]")?.value;
const HOLD = 500; // ms
const PAUSES = [1, 2, 4, 8, 15]; // s between attempts without a signal
const LOOK_AGAIN = 20; // s between looks at what others tapped
const KEYS = { a: "absent", e: "left_early", l: "late", p: "present" };

const queue = new Map(); // by key: what the server has not acknowledged
let wantsHandIn = false;
let isSending = false;
let failures = 0;
let timer = 0;

// The phone's own database; where there is none (a private window), the open page is the queue.
const store = new Promise((resolve) => {
  if (!form || !window.indexedDB) {
    resolve(null);
    return;
  }
  const opening = indexedDB.open("zouban-roll", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("taps", { keyPath: "key" });
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => resolve(null);
});
const inStore = async (mode, act) => {
  const database = await store;
  if (!database) {
    return [];
  }
  return new Promise((resolve) => {
    const change = database.transaction("taps", mode);
    const asked = act(change.objectStore("taps"));
    change.oncomplete = () => resolve(asked?.result ?? []);
    change.onerror = () => resolve([]);
  });
};

const buttons = () => [...form.querySelectorAll(".mark")];
const buttonOf = (student) => form.querySelector(`[data-student="${student}"]`);

const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

const show = (button, state) => {
  button.classList.remove(button.dataset.state);
  button.classList.add(state);
  button.dataset.state = state;
  button.value = `${button.dataset.student}:${words[state].next}`;
  button.querySelector("[data-sign]").textContent = words[state].sign;
  button.querySelector("[data-name]").textContent = words[state].name;
};

const sum = () => {
  const count = (...states) => buttons().filter((one) => states.includes(one.dataset.state)).length;
  const figures = {
    there: count("present", "late", "left_early"),
    absent: count("absent"),
    leave: count("leave"),
  };
  for (const [name, number] of Object.entries(figures)) {
    const shown = document.querySelector(`[data-sum=${name}]`);
    shown.textContent = number;
    shown.classList.toggle("c-bad", name === "absent" && number > 0);
  }
  const sentence = document.querySelector("[data-missing]");
  if (sentence) {
    const names = buttons()
      .filter((one) => one.dataset.state === "absent")
      .map((one) => one.querySelector("b").textContent);
    const { nobody, some, comma } = sentence.dataset;
    sentence.textContent = names.length ? some.replace("{names}", names.join(comma)) : nobody;
  }
};

const say = (what, tone) => {
  saved.textContent = saved.dataset[what];
  saved.classList.toggle("warn", tone === "warn");
  saved.classList.toggle("fill", tone === "warn");
};

const showQueue = () => {
  const waiting = new Set([...queue.values()].map((tap) => tap.student));
  for (const button of buttons()) {
    button.classList.toggle("unsent", failures > 0 && waiting.has(button.dataset.student));
  }
};

const tap = (button, state) => {
  const { student } = button.dataset;
  const made = { key: newKey(), meeting, account, student, state, at: Date.now() };
  queue.set(made.key, made);
  inStore("readwrite", (taps) => taps.put(made));
  show(button, state);
  sum();
  plan(0.2);
};

const plan = (seconds) => {
  clearTimeout(timer);
  timer = setTimeout(send, seconds * 1000);
};

const post = (url, body) => {
  const headers = { Accept: "application/json", "HX-Request": "true", "X-CSRFToken": token };
  return fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout?.(15000) });
};

const forget = (keys) => {
  keys.forEach((key) => queue.delete(key));
  inStore("readwrite", (taps) => keys.forEach((key) => taps.delete(key)));
};

// What others tapped is shown, except where a tap of this phone still waits.
const merge = (states) => {
  const waiting = new Set([...queue.values()].map((one) => one.student));
  for (const [student, state] of Object.entries(states)) {
    const button = buttonOf(student);
    if (!button) {
      location.reload(); // somebody new stands on the roll
      return;
    }
    if (!waiting.has(student) && button.dataset.state !== state) {
      show(button, state);
    }
  }
  sum();
};

const failed = () => {
  failures += 1;
  say("waiting", "warn");
  showQueue();
  plan(PAUSES[Math.min(failures, PAUSES.length) - 1]);
};

const sendTaps = async () => {
  const taps = [...queue.values()].slice(0, 500);
  const body = new FormData();
  for (const { key, student, state, at } of taps) {
    body.append("tap", [key, student, state, Math.max(Date.now() - at, 0)].join(","));
  }
  const answer = await post(form.action, body);
  if (answer.headers.get("HX-Redirect")) {
    say("signedOut", "warn");
    return false;
  }
  if (answer.status >= 500) {
    throw new Error("busy");
  }
  if (answer.status === 409 || answer.status === 422) {
    forget(taps.map((one) => one.key)); // the roll is closed: the page says so
    location.reload();
    return false;
  }
  if (!answer.ok) {
    say("signedOut", "warn");
    return false;
  }
  const { kept, refused, states } = await answer.json();
  forget([...kept, ...refused]);
  merge(states);
  say(refused.length ? "refused" : "kept", refused.length ? "warn" : "");
  return true;
};

const send = async () => {
  if (isSending) {
    plan(0.2);
    return;
  }
  isSending = true;
  try {
    while (queue.size) {
      say("sending");
      if (!(await sendTaps())) {
        return;
      }
    }
    failures = 0;
    showQueue();
    if (wantsHandIn) {
      await post(handIn.action, new FormData(handIn));
      location.reload();
    }
  } catch {
    failed();
  } finally {
    isSending = false;
  }
};

const look = async () => {
  if (document.hidden || queue.size || isSending) {
    return;
  }
  try {
    const answer = await fetch(form.dataset.stateUrl);
    if (answer.ok && answer.headers.get("Content-Type")?.includes("json")) {
      const { handedIn, states } = await answer.json();
      if (handedIn) {
        location.reload();
      } else if (!queue.size) {
        merge(states);
      }
    }
  } catch {
    // Without a signal there is nothing to look at; the next tap says so.
  }
};

const chosenState = (button) => {
  const mode = form.querySelector("[name=mode]:checked")?.value;
  if (mode) {
    return button.dataset.state === mode ? "present" : mode;
  }
  return words[button.dataset.state].next;
};

const listen = () => {
  let hold = 0;
  let held = null;
  form.addEventListener("pointerdown", (event) => {
    const button = event.target.closest(".mark");
    held = null;
    clearTimeout(hold);
    if (button) {
      hold = setTimeout(() => {
        held = button;
        tap(button, "left_early");
      }, HOLD);
    }
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    form.addEventListener(end, () => clearTimeout(hold));
  }
  form.addEventListener("contextmenu", (event) => {
    if (event.target.closest(".mark")) {
      event.preventDefault();
    }
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest(".mark");
    if (!button) {
      return;
    }
    event.preventDefault();
    if (button !== held) {
      tap(button, chosenState(button));
    }
    held = null;
  });
  form.addEventListener("keydown", (event) => {
    const state = KEYS[event.key.toLowerCase()];
    if (state && event.target.matches(".mark") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      tap(event.target, state);
    }
  });
  handIn?.addEventListener("submit", (event) => {
    event.preventDefault();
    wantsHandIn = true;
    const remark = document.querySelector("[data-later]");
    if (failures || !navigator.onLine) {
      remark.textContent = remark.dataset.later;
    }
    send();
  });
  window.addEventListener("online", () => plan(0));
  document.addEventListener("visibilitychange", () => plan(0));
  window.addEventListener("beforeunload", (event) => {
    if (queue.size) {
      event.preventDefault();
    }
  });
  setInterval(look, LOOK_AGAIN * 1000);
};

const leftBehind = async () => {
  const left = await inStore("readonly", (taps) => taps.getAll());
  return left.filter((one) => one.meeting === meeting && one.account === account);
};

// Taps that a closed page left behind are sent first.
const start = async () => {
  for (const one of await leftBehind()) {
    queue.set(one.key, one);
    const button = buttonOf(one.student);
    if (button) {
      show(button, one.state);
    }
  }
  sum();
  if (queue.size) {
    send();
  }
};

if (form?.dataset.open !== undefined) {
  listen();
  start();
} else if (form) {
  // A roll that was handed in meanwhile: what waits on this phone was tapped before or is refused.
  leftBehind().then((left) => {
    left.forEach((one) => queue.set(one.key, one));
    if (queue.size) {
      send();
    }
  });
}
