// The numbers being called, point by point, from the same stream as the board; without it, the page asks every 20 s.
const page = document.querySelector("[data-now]");

const stamp = () => {
  const now = new Intl.DateTimeFormat("vi", { hour: "numeric", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  page.querySelector("[data-updated]").textContent = now.format(new Date());
};

const row = (number, counter) => {
  const line = document.createElement("li");
  const plate = document.createElement("span");
  plate.className = "plate";
  plate.textContent = number;
  line.append(plate, counter ? ` quầy ${counter}` : "");
  return line;
};

const empty = () => Object.assign(document.createElement("li"), { textContent: "Chưa gọi số nào" });

const follow = (section) => {
  const stream = new EventSource(section.dataset.live);
  stream.addEventListener("point", (event) => {
    const told = JSON.parse(event.data);
    const rows = told.serving.map((one) => row(one.number, one.counter));
    section.querySelector("[data-serving]").replaceChildren(...(rows.length ? rows : [empty()]));
    section.querySelector("[data-waiting]").textContent = told.waiting;
    stamp();
  });
  stream.onerror = () => { if (stream.readyState === EventSource.CLOSED) pollAlways(); };
};

const poll = async () => {
  const answer = await fetch(page.dataset.self, { credentials: "same-origin" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-now]");
  page.replaceChildren(...fresh.childNodes);
};

let timer = 0;
const pollAlways = () => { timer ||= setInterval(() => poll().catch(() => {}), 20000); };

const sections = page.querySelectorAll("[data-live]");
if (window.EventSource && sections.length) sections.forEach(follow);
else pollAlways();
