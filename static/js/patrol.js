// A patrol's visit without waiting for the network. What was tapped is kept on the phone, with its
// photographs, until the server has acknowledged it by its key; without a script the same form is a
// plain one.

const form = document.querySelector("[data-visit]");
const waiting = document.querySelector("[data-waiting-visits]");
const PAUSES = [2, 4, 8, 15, 30]; // s between attempts without a signal
const LONGEST = 1600; // pixels of a photograph that is sent
let failures = 0;
let isSending = false;

const store = new Promise((resolve) => {
  if (!window.indexedDB) {
    resolve(null);
    return;
  }
  const opening = indexedDB.open("zouban-patrol", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("visits", { keyPath: "key" });
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => resolve(null);
});
const inStore = async (mode, act) => {
  const database = await store;
  if (!database) {
    return null;
  }
  return new Promise((resolve) => {
    const change = database.transaction("visits", mode);
    const asked = act(change.objectStore("visits"));
    change.oncomplete = () => resolve(asked?.result ?? true);
    change.onerror = () => resolve(null);
  });
};

const account = (form ?? waiting)?.dataset.account;
const token = () => document.querySelector("[name=csrf_token]")?.value;
const own = async () => {
  const kept = (await inStore("readonly", (visits) => visits.getAll())) || [];
  return kept.filter((one) => one.account === account);
};

// A photograph of ten megabytes becomes one of a few hundred kilobytes before it is sent.
const smaller = async (file) => {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    return drawn ?? file;
  } catch {
    return file; // a browser without these sends what the camera gave
  }
};

const fieldsOf = async () => {
  const fields = [];
  for (const [name, value] of new FormData(form)) {
    if (!(value instanceof File)) {
      fields.push([name, value]);
    } else if (value.size) {
      fields.push([name, await smaller(value)]);
    }
  }
  return fields.filter(([name]) => name !== "csrf_token");
};

const post = async ({ url, fields, at }) => {
  const body = new FormData();
  for (const [name, value] of fields) {
    body.append(name, value, ...(value instanceof Blob ? ["photo.jpg"] : []));
  }
  body.set("age", Math.max(Date.now() - at, 0));
  const headers = { Accept: "application/json", "HX-Request": "true", "X-CSRFToken": token() };
  return fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout?.(60000) });
};

const say = (count) => {
  if (waiting) {
    waiting.hidden = count === 0;
    waiting.querySelector("b").textContent = count;
  }
};

const isForLater = (answer) =>
  answer.headers.get("HX-Redirect") || answer.status >= 500 || [400, 403].includes(answer.status);

// Everything that waits is sent, the oldest first: "sent", "refused" (one of them for good: its
// meeting or its form is not there any more), or "waiting" for a signal.
const sendAll = async () => {
  if (isSending) {
    return "waiting";
  }
  isSending = true;
  let outcome = "sent";
  try {
    const kept = (await own()).sort((a, b) => a.at - b.at);
    say(kept.length);
    for (const visit of kept) {
      const answer = await post(visit);
      if (isForLater(answer)) {
        throw new Error("not now");
      }
      await inStore("readwrite", (visits) => visits.delete(visit.key));
      outcome = answer.ok ? outcome : "refused";
    }
    failures = 0;
    say(0);
  } catch {
    failures += 1;
    setTimeout(sendAll, PAUSES[Math.min(failures, PAUSES.length) - 1] * 1000);
    outcome = "waiting";
  } finally {
    isSending = false;
  }
  if (outcome === "refused") {
    document.querySelector("[data-refused]").hidden = false;
  }
  return outcome;
};

const keep = async () => {
  const { key } = Object.fromEntries(new FormData(form));
  const visit = { key, account, url: form.action, fields: await fieldsOf(), at: Date.now() };
  return inStore("readwrite", (visits) => visits.put(visit));
};

const submit = async () => {
  const button = document.querySelector("[data-save]");
  button.disabled = true;
  // Without a database of its own the browser sends the plain form; a refusal is the server's page.
  const outcome = (await keep()) ? await sendAll() : "refused";
  if (outcome === "sent") {
    location.assign(form.dataset.next);
  } else if (outcome === "refused") {
    form.submit();
  } else {
    document.querySelector("[data-kept]").hidden = false;
    button.hidden = true;
  }
};

const counted = () => {
  const number = form.elements.heads;
  const remark = document.querySelector("[data-differs]");
  number?.addEventListener("input", () => {
    const differs = number.value !== "" && number.value !== number.dataset.expected;
    remark.textContent = differs ? remark.dataset.differs.replace("{count}", number.value) : "";
  });
};

const tally = () => {
  const sum = document.querySelector("[data-tally]");
  const failed = form.querySelectorAll("[value=no]:checked, [value=partly]:checked").length;
  const praised = form.querySelectorAll("[name=praise]:checked").length;
  sum.textContent = sum.dataset.tally.replace("{failed}", failed).replace("{praised}", praised);
};

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  form.addEventListener("change", (event) => {
    tally();
    if (event.target.type === "file") {
      event.target.parentElement.classList.toggle("has-shot", event.target.files.length > 0);
    }
  });
  counted();
  tally();
}
if (account) {
  window.addEventListener("online", sendAll);
  sendAll();
}
