// Forms of strangers: the proof is computed while she types and sent with the form. Without script the server waits.
import { solve } from "./proof.js";

for (const form of document.querySelectorAll("form[data-prove]")) {
  const part = (name) => form.querySelector(`[data-${name}]`);
  let solving = null;
  const prove = () => {
    solving = solving || solve(part("opening").value).catch(() => "");
    return solving;
  };
  form.addEventListener("focusin", prove);
  form.addEventListener("submit", async (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    event.preventDefault();
    part("proof").value = await prove();
    form.submit();
  });
}
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
