// The live counter page: when something changed, the page's own address is fetched and its marked regions are exchanged.
// Without this script the page reloads itself.
import { fetched, follow } from "./stream.js";

const page = document.querySelector("[data-counter]");
const lost = document.querySelector("[data-lost]");
const connection = document.querySelector("[data-connection] span");
const words = { live: "Trực tuyến", asking: "Cập nhật mỗi 5 giây", lost: "Mất kết nối" };

function exchange(fresh) {
  for (const region of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`[data-live="${region.dataset.live}"]`);
    const told = region.querySelector(".undo--said") && performance.now() < 10000;
    if (!next || told || region.querySelector("details[open]")) continue;
    const key = document.activeElement?.dataset?.key;
    const scrolled = region.querySelector(".queue__list")?.scrollTop;
    region.innerHTML = next.innerHTML;
    if (scrolled) region.querySelector(".queue__list").scrollTop = scrolled;
    if (key && !document.activeElement?.dataset?.key) region.querySelector(`[data-key="${key}"]`)?.focus();
  }
  document.title = fresh.title;
}

async function ask() {
  try {
    exchange(await fetched(page.dataset.counter));
    return true;
  } catch {
    return false;
  }
}

function told(state) {
  lost.hidden = state !== "lost";
  connection.textContent = words[state];
}

const refresh = follow(page.dataset.stream, { ask, calm: 3000, pace: 5000, told });
setTimeout(refresh, 10500); // what was said after a press has been read by now
