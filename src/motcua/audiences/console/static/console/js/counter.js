// The live counter page: a stream says that something changed, then the page's own address is fetched and its marked
// regions are exchanged. Without a stream it asks every five seconds; without this script the page reloads itself.
const page = document.querySelector("[data-counter]");
const lost = document.querySelector("[data-lost]");
const connection = document.querySelector("[data-connection] span");
let polling = 0;
let asking = false;
let again = false;

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

async function refresh() {
  if (asking) { again = true; return; }
  asking = true;
  try {
    const answer = await fetch(page.dataset.counter, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(8000) });
    if (answer.redirected) { location.assign(answer.url); return; }
    if (!answer.ok) throw new Error(answer.statusText);
    exchange(new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (!lost.hidden) poll(true);
    lost.hidden = true;
  } catch {
    lost.hidden = false;
    connection.textContent = "Mất kết nối";
  }
  asking = false;
  if (again) { again = false; setTimeout(refresh, 250); }
}

function poll(on) {
  clearInterval(polling);
  polling = setInterval(refresh, on ? 5000 : 60000);
  connection.textContent = on ? "Cập nhật mỗi 5 giây" : "Trực tuyến";
}

function listen() {
  const stream = new EventSource(page.dataset.stream);
  stream.addEventListener("point", refresh);
  stream.onopen = () => { lost.hidden = true; poll(false); refresh(); };
  stream.addEventListener("error", () => {
    poll(true);
    refresh();
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 15000);
  });
}

poll(true);
listen();
setTimeout(refresh, 10500);
