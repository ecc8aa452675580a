// The wall: a stream says that something changed, then this very page is fetched and its marked regions are exchanged.
// A new call makes the door's light answer three times. The clock follows the server's, not the television's.
const board = document.querySelector("[data-stream]");
const lost = document.querySelector("[data-lost]");
let polling = 0;
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

async function refresh() {
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(8000) });
    if (!answer.ok) throw new Error(answer.statusText);
    exchange(new DOMParser().parseFromString(await answer.text(), "text/html"));
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  }
}

function poll(seconds) {
  clearInterval(polling);
  polling = setInterval(refresh, seconds * 1000);
}

function listen() {
  const stream = new EventSource(board.dataset.stream);
  stream.addEventListener("point", refresh);
  stream.onopen = () => { poll(60); refresh(); };
  stream.onerror = () => {
    poll(3);
    refresh(); // at once: reconnecting streams fail every three seconds and would put the poll off for ever
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 15000);
  };
}

poll(3);
listen();
setInterval(() => {
  const now = new Date(Date.now() + ahead).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  const signs = document.querySelector("[data-offset] .digits");
  signs.setAttribute("aria-label", now);
  [...signs.children].forEach((cell, place) => { cell.textContent = now[place]; });
}, 1000);
