// Canned answers by "/": type the shortcut, choose with the arrows, Enter takes it. Ctrl+Enter sends.
// Without this script the list below the box does the same with its button.
const box = document.querySelector("[data-write]");
const list = document.querySelector("[data-canned]");
const picks = document.querySelector("[data-picks]");
const typed = /(^|\s)\/([a-z0-9-]*)$/;
let chosen = 0;

function show(found) {
  picks.replaceChildren(...found.map((one, place) => {
    const row = Object.assign(document.createElement("li"), { textContent: one.textContent });
    row.role = "option";
    row.ariaSelected = String(place === chosen);
    row.addEventListener("mousedown", (event) => { event.preventDefault(); take(one); });
    return row;
  }));
  picks.hidden = found.length === 0;
  picks.children[chosen]?.scrollIntoView({ block: "nearest" });
}

function matching() {
  const word = typed.exec(box.value.slice(0, box.selectionStart));
  if (!word || !list) return [];
  return [...list.options].filter((one) => one.dataset.shortcut?.startsWith(word[2]));
}

function take(one) {
  const before = box.value.slice(0, box.selectionStart).replace(typed, "$1");
  const after = box.value.slice(box.selectionStart);
  box.value = before + one.dataset.text + after;
  box.selectionStart = box.selectionEnd = (before + one.dataset.text).length;
  picks.hidden = true;
  box.focus();
}

box?.addEventListener("input", () => { chosen = 0; show(matching()); });
box?.addEventListener("blur", () => { picks.hidden = true; });
box?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey) return box.form.requestSubmit();
  const found = picks.hidden ? [] : matching();
  if (!found.length) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) chosen = (chosen + step + found.length) % found.length;
  else if (event.key === "Enter" || event.key === "Tab") take(found[chosen]);
  else if (event.key === "Escape") picks.hidden = true;
  else return;
  event.preventDefault();
  if (step) show(found);
});
list?.addEventListener("change", () => {
  const one = list.selectedOptions[0];
  if (one?.dataset.text) take(one);
  list.selectedIndex = 0;
});
