// Small comforts; every page works without them.

const closest = (event, selector) => event.target.closest?.(selector);

document.addEventListener("click", (event) => {
  if (closest(event, "[data-print]")) {
    window.print();
  }
  const copier = closest(event, "[data-copy]");
  if (copier) {
    const field = document.getElementById(copier.dataset.copy);
    field.select();
    navigator.clipboard?.writeText(field.value);
    copier.textContent = copier.dataset.copied;
  }
  // A question is closed by its own "not yet" as well as by a tap beside it.
  if (closest(event, "[data-close]")) {
    event.preventDefault();
    closest(event, "details").open = false;
  }
});

// A filter that is chosen needs no second tap.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) {
    event.target.form.requestSubmit();
  }
});

// Escape closes what lies over the page: a question, the menu.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    return;
  }
  const question = document.querySelector("details.ask[open]");
  if (question) {
    question.open = false;
    question.querySelector("summary").focus();
  } else if (location.hash === "#menu") {
    location.hash = "#main";
  }
});

// A page that looks again by itself waits while somebody reads or types in a part that is open.
document.addEventListener("htmx:before:request", (event) => {
  const part = event.target;
  const looksAgain = part.matches?.('[hx-trigger^="every"]');
  if (looksAgain && part.querySelector("details[open], input:focus")) {
    event.preventDefault();
  }
});
