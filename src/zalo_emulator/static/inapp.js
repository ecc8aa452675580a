// Opens links of the chat over the chat, as a phone does. Without this file, links lead to a page with the same frame.
const inapp = document.querySelector("[data-inapp]");
const rest = document.querySelectorAll("[data-under]");
let opener = null;

function open(link) {
  opener = link;
  inapp.querySelector("[data-host]").textContent = new URL(link.dataset.web).host;
  inapp.querySelector("iframe").src = link.dataset.web;
  inapp.hidden = false;
  for (const part of rest) part.inert = true;
  inapp.querySelector("button").focus();
}

function close() {
  inapp.hidden = true;
  inapp.querySelector("iframe").src = "about:blank";
  for (const part of rest) part.inert = false;
  opener?.focus();
}

if (inapp) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-web]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open(link);
  });
  inapp.querySelector("button").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !inapp.hidden) close();
  });
}
