// Shows an answer under the form that asked for it. Without this a form leads to the answer itself.
"use strict";

const LONGEST = 100000;

function addressOf(form) {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (name !== "_path" && value !== "") asked.append(name, value);
  }
  const query = asked.toString();
  return form.dataset.call + (query ? "?" + query : "");
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

async function call(form) {
  const shown = form.parentElement.querySelector("[data-answer]");
  const status = shown.querySelector("[data-status]");
  const body = shown.querySelector("[data-body]");
  const address = addressOf(form);
  shown.querySelector("[data-address]").textContent = "GET " + new URL(address, location.href).href;
  shown.hidden = false;
  status.textContent = "…";
  const begun = performance.now();
  try {
    const answer = await fetch(address);
    const text = await answer.text();
    status.textContent = `${answer.status} · ${Math.round(performance.now() - begun)} ms · ${text.length}`;
    body.textContent = pretty(text).slice(0, LONGEST);
  } catch (error) {
    status.textContent = String(error);
    body.textContent = "";
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.dataset.call) {
    event.preventDefault();
    call(event.target);
  }
});
