// Keeps one conversation fresh and sends its forms without leaving the page. Without this file, forms still work.
const talk = document.querySelector("[data-talk]");
const lines = talk?.querySelector("[data-lines]");

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function refresh() {
  const last = lines.lastElementChild?.dataset.message ?? "";
  const answer = await fetch(`${talk.dataset.talk}?after=${encodeURIComponent(last)}`);
  if (!answer.ok) throw new Error(String(answer.status));
  const news = await answer.text();
  if (!news.trim()) return;
  lines.insertAdjacentHTML("beforeend", news);
  talk.scrollTop = 0;
}

async function listen() {
  for (;;) {
    try {
      await refresh();
      await pause(50);
    } catch {
      await pause(1500);
    }
  }
}

async function send(event) {
  const form = event.target.closest("form[data-quiet]");
  if (!form) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  form.reset();
  form.querySelector("details[open]")?.removeAttribute("open");
  event.submitter?.closest("details[open]")?.removeAttribute("open");
  await fetch(form.action, { method: "POST", body, headers: { "X-Quiet": "1" } });
}

if (talk) {
  document.addEventListener("submit", send);
  listen();
}
