// The live number. The stream says how many are ahead; the card is fetched only when this ticket's own state changes.
const page = document.querySelector("[data-live]");
const part = (name) => page.querySelector(`[data-${name}]`);
const card = () => page.querySelector("[data-face]").dataset;
const minutes = (people, each) => {
  const low = Math.floor((people * each * 8) / 3000) * 5;
  const high = Math.max(low + 5, Math.ceil((people * each * 13) / 3000) * 5);
  return low ? `khoảng ${low}–${high} phút` : `trong khoảng ${high} phút`;
};

const stamp = () => {
  const now = new Intl.DateTimeFormat("vi", { hour: "numeric", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  if (part("updated")) part("updated").textContent = now.format(new Date());
};

const refetch = async () => {
  const answer = await fetch(page.dataset.card, { credentials: "same-origin" });
  if (!answer.ok) return;
  page.innerHTML = await answer.text();
  document.body.className = `is-${card().face}`;
  document.title = card().title;
};

const onTicket = (event) => {
  const told = JSON.parse(event.data);
  const mine = card();
  if (told.state !== mine.state || (told.ahead !== null && told.ahead <= Number(mine.refetch))) return refetch();
  const before = Number(mine.ahead);
  if (told.ahead !== null && told.ahead !== before) {
    if (told.ahead > before || (told.ahead <= 14 && !part("slats"))) return refetch();
    mine.ahead = told.ahead;
    part("say").textContent = `Còn ${told.ahead} người phía trước`;
    const more = part("more");
    if (more && mine.each) more.textContent = minutes(told.ahead, Number(mine.each));
    for (const slats = part("slats"); slats && slats.children.length > told.ahead + 1; ) slats.firstElementChild.remove();
  }
  const serving = part("serving");
  if (serving && serving.dataset.told !== String(told.serving)) {
    serving.dataset.told = told.serving;
    const rows = told.serving.map((number) => Object.assign(document.createElement("li"), { textContent: number }));
    serving.replaceChildren(...rows);
  }
  stamp();
};

const poll = () => refetch().catch(() => {});
let timer = window.EventSource ? 0 : setInterval(poll, 20000);
if (window.EventSource) {
  const stream = new EventSource(page.dataset.live);
  stream.addEventListener("ticket", (event) => Promise.resolve(onTicket(event)).catch(() => {}));
  stream.onerror = () => { timer ||= setInterval(poll, 20000); };
  stream.onopen = () => { clearInterval(timer); timer = 0; };
}
document.addEventListener("visibilitychange", () => document.hidden || poll());
