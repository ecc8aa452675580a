// The live inbox: the page's own address is fetched every few seconds and its marked regions are exchanged; what an
// officer writes, an open list of choices and a chosen text stay. Without this script pages are loaded by hand.
import { fetched } from "./stream.js";

const page = document.querySelector("[data-inbox]");
const lost = document.querySelector("[data-lost]");
const lines = document.querySelector("[data-lines]");
const PACE = 4000;
let again = 0;

function toEnd() {
  if (lines) lines.scrollTop = lines.scrollHeight;
}

function isBusy(region) {
  const chosen = getSelection();
  const reads = chosen && !chosen.isCollapsed && region.contains(chosen.anchorNode);
  return reads || region.querySelector("details[open], button:focus, summary:focus, select:focus, textarea:focus");
}

function exchange(fresh) {
  for (const region of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`[data-live="${region.dataset.live}"]`);
    if (!next || next.innerHTML === region.innerHTML || isBusy(region)) continue;
    const atEnd = region === lines && region.scrollHeight - region.scrollTop - region.clientHeight < 40;
    const focused = region.contains(document.activeElement) && document.activeElement.getAttribute("href");
    const scrolled = region.scrollTop;
    region.innerHTML = next.innerHTML;
    region.scrollTop = scrolled;
    if (atEnd) toEnd();
    if (focused) region.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  }
  document.title = fresh.title;
}

async function ask() {
  clearTimeout(again);
  if (!document.hidden) {
    try {
      exchange(await fetched(page.dataset.inbox));
      lost.hidden = true;
    } catch {
      lost.hidden = false;
    }
  }
  again = setTimeout(ask, PACE);
}

toEnd();
again = setTimeout(ask, PACE);
document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
document.addEventListener("submit", (event) => { // one form, one press; the server ignores a second one too
  for (const button of event.target.querySelectorAll("button")) setTimeout(() => { button.disabled = true; });
});
