// The numbers being called, point by point, from the same stream as the board; without it, the page asks every 20 s.
import { NOBODY, calling, listItem } from "./words.js";

const page = document.querySelector("[data-now]");

const follow = (section) => {
  const stream = new EventSource(section.dataset.live);
  stream.addEventListener("point", (event) => {
    const told = JSON.parse(event.data);
    const rows = told.serving.map((one) => calling(one.number, one.counter, { number: "plate" }));
    const list = section.querySelector("[data-serving]");
    list.textContent = "";
    list.append(...(rows.length ? rows : [listItem(NOBODY)]));
    section.querySelector("[data-waiting]").textContent = told.waiting;
    page.querySelector("[data-updated]").textContent = told.at;
  });
  stream.onerror = () => { if (stream.readyState === EventSource.CLOSED) pollAlways(); };
};

const poll = async () => {
  const answer = await fetch(page.dataset.self, { credentials: "same-origin" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-now]");
  page.innerHTML = fresh.innerHTML;
};

let timer = 0;
const pollAlways = () => { timer = timer || setInterval(() => poll().catch(() => {}), 20000); };

const sections = page.querySelectorAll("[data-live]");
if (window.EventSource && sections.length) sections.forEach(follow);
else pollAlways();
