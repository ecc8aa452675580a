// Keys of the counter: F2 F3 F4 F8, 1-9 in the open list of results, Esc or Ctrl+Z to undo. Each presses a real button.
function press(key) {
  const button = document.querySelector(`[data-key="${key}"]`);
  if (!button || button.disabled) return false;
  button.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.altKey || event.metaKey) return;
  const open = document.querySelector("details.finish[open]");
  if (event.key === "Escape" && open) {
    open.open = false;
    event.preventDefault();
    return;
  }
  const undo = event.ctrlKey && event.key.toLowerCase() === "z";
  const wanted = undo ? "Escape" : event.key;
  const known = /^(F2|F3|F4|F8|Escape)$/.test(wanted) || (open && /^[1-9]$/.test(wanted));
  if (!known || (event.ctrlKey && !undo)) return;
  event.preventDefault();
  if (press(wanted) && wanted === "F8") document.querySelector(".results [data-key]")?.focus();
});

// One form, one press: the server ignores a bounced key too, this only spares the officer the doubt.
document.addEventListener("submit", (event) => {
  for (const button of event.target.querySelectorAll("button")) setTimeout(() => { button.disabled = true; });
});

setInterval(() => {
  const undo = document.querySelector("[data-undo]");
  if (!undo || undo.disabled) return;
  const left = Number(undo.dataset.undo) - 1;
  undo.dataset.undo = left;
  if (left > 0) undo.querySelector("[data-seconds]").textContent = left;
  else undo.closest("form").replaceWith(Object.assign(document.createElement("p"), {
    className: "undo undo--quiet", textContent: "Đã hết thời gian hoàn tác.",
  }));
}, 1000);
