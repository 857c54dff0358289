// The ballot on this phone: what was tapped is kept here until it is sent, and a question comes up
// when another was answered so. Without a script the same form is a plain one.

const PREFIX = "zouban-ballot-";
const form = document.querySelector("[data-ballot]");
const key = form ? PREFIX + form.dataset.ballot : null;

const kept = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));

const answers = () =>
  [...new FormData(form)].filter(([name]) => name.startsWith("q-"));

const restore = () => {
  const saved = JSON.parse(localStorage.getItem(key) ?? "[]");
  for (const field of form.elements) {
    const mine = saved.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") {
      field.checked ||= mine.includes(field.value);
    } else if (field.tagName === "TEXTAREA" && !field.value && mine.length) {
      [field.value] = mine;
    }
  }
};

const showWhatIsAsked = () => {
  const given = answers();
  for (const part of form.querySelectorAll("[data-show-if]")) {
    const wanted = Object.entries(JSON.parse(part.dataset.showIf));
    const isShown = wanted.every(([name, values]) =>
      given.some(([field, value]) => field === `q-${name}` && values.includes(value)));
    (part.closest(".card") ?? part).hidden = !isShown;
  }
};

for (const old of kept()) {
  if (old !== key) {
    localStorage.removeItem(old);
  }
}
if (form) {
  restore();
  showWhatIsAsked();
  form.addEventListener("input", () => {
    localStorage.setItem(key, JSON.stringify(answers()));
    showWhatIsAsked();
  });
}
