// The wall: when something changed, this very page is fetched and its marked regions are exchanged. A new call makes the
// door's light answer three times. The clock follows the server's, not the television's.
import { fetched, follow } from "../../console/js/stream.js";

const board = document.querySelector("[data-stream]");
const lost = document.querySelector("[data-lost]");
let ahead = serverTime() - Date.now();

function serverTime() {
  return Number(document.querySelector("[data-offset]").dataset.offset) * 1000;
}

function exchange(fresh) {
  for (const region of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`[data-live="${region.dataset.live}"]`);
    if (!next || next.innerHTML === region.innerHTML) continue;
    const called = next.dataset.call;
    region.innerHTML = next.innerHTML;
    if (called === undefined || called === region.dataset.call) continue;
    region.dataset.call = called;
    region.className = next.className;
    void region.offsetWidth; // restarts the animation of a call that follows another at once
    if (called.trim()) region.classList.add("call--new");
  }
  ahead = serverTime() - Date.now();
}

async function ask() {
  try {
    exchange(await fetched(location.href));
    return true;
  } catch {
    return false;
  }
}

follow(board.dataset.stream, { ask, calm: 1500, pace: 3000, told: (state) => { lost.hidden = state !== "lost"; } });
setInterval(() => {
  const now = new Date(Date.now() + ahead).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  const signs = document.querySelector("[data-offset] .digits");
  signs.setAttribute("aria-label", now);
  [...signs.children].forEach((cell, place) => { cell.textContent = now[place]; });
}, 1000);
