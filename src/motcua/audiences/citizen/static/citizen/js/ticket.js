// The live number. The stream says how many are ahead; the card is fetched only when this ticket's own state changes.
import { NOBODY, calling, listItem, minutes } from "./words.js";

const page = document.querySelector("[data-live]");
const part = (name) => page.querySelector(`[data-${name}]`);
const card = () => page.querySelector("[data-face]").dataset;
const announce = (words, how) => {
  const region = document.querySelector("[data-announce]");
  region.setAttribute("aria-live", how);
  region.textContent = words;
};

const refetch = async () => {
  const answer = await fetch(page.dataset.card, { credentials: "same-origin" });
  if (!answer.ok) return;
  const before = card().title;
  page.innerHTML = await answer.text();
  document.body.className = `is-${card().face}`;
  document.title = card().title;
  if (before === card().title) return;
  const isTurn = card().face === "turn";
  announce(document.title, isTurn ? "assertive" : "polite");
  if (isTurn && navigator.vibrate) navigator.vibrate([300, 150, 300]);
};

const onTicket = (event) => {
  const told = JSON.parse(event.data);
  const mine = card();
  const before = Number(mine.ahead);
  if (told.state !== mine.state) return refetch();
  if (told.ahead !== null && told.ahead !== before) {
    const isAnotherFace = told.ahead <= Math.max(0, Number(mine.refetch)) || told.ahead > before;
    if (isAnotherFace || (told.ahead <= 14 && !part("slats"))) return refetch();
    mine.ahead = told.ahead;
    part("say").textContent = `Còn ${told.ahead} người phía trước`;
    announce(part("say").textContent, "polite");
    const more = part("more");
    if (more && mine.each) more.textContent = minutes(told.ahead, Number(mine.each));
    for (const slats = part("slats"); slats && slats.children.length > told.ahead + 1; ) slats.firstElementChild.remove();
  }
  const serving = part("serving");
  if (serving && serving.dataset.told !== String(told.serving)) {
    serving.dataset.told = told.serving;
    serving.textContent = "";
    const lines = told.serving.map(([number, counter]) => calling(number, counter, { place: "calling__at" }));
    serving.append(...(lines.length ? lines : [listItem(NOBODY)]));
  }
  if (part("updated")) part("updated").textContent = told.at;
};

const poll = () => refetch().catch(() => {});
let timer = window.EventSource ? 0 : setInterval(poll, 20000);
if (window.EventSource) {
  const stream = new EventSource(page.dataset.live);
  stream.addEventListener("ticket", (event) => Promise.resolve(onTicket(event)).catch(() => {}));
  stream.onerror = () => { timer = timer || setInterval(poll, 20000); };
  stream.onopen = () => { clearInterval(timer); timer = 0; };
}
document.addEventListener("visibilitychange", () => document.hidden || poll());
