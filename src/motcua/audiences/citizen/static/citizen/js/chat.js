// The chat without reloading: words are posted from here, and new lines are asked for while the page is looked at.
import { show } from "./lines.js";
import { solve } from "./proof.js";

const page = document.querySelector("[data-chat]");
const part = (name) => page.querySelector(`[data-${name}]`);
const [box, composer] = [part("box"), part("composer")];
const { lines: address } = page.dataset;
let { version, waiting } = page.dataset;
let [busy, solving, quiet, timer] = [false, null, 0, 0];

const read = async (answer) => {
  const text = answer.status === 204 ? "" : await answer.text();
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-fresh]");
  if (fresh) {
    ({ version, waiting } = fresh.dataset);
    show(page, fresh);
  }
  return Boolean(fresh);
};

const ask = async () => {
  clearTimeout(timer);
  if (version && !document.hidden && !busy) {
    const answer = await fetch(`${address}?since=${version}`, { credentials: "same-origin" }).catch(() => null);
    if (answer && answer.status === 401) return location.reload();
    quiet = answer && !busy && (await read(answer)) ? 0 : quiet + 1;
  }
  timer = setTimeout(ask, quiet > 60 ? 15000 : waiting ? 1000 : 3000);
};

const prove = () => {
  const opening = composer.querySelector("[data-opening]");
  solving = solving || (opening ? solve(opening.value).catch(() => "") : Promise.resolve(""));
  return solving;
};

const say = async (form, tap) => {
  if (busy || (!tap && !box.value.trim())) return;
  busy = true;
  const body = new URLSearchParams(new FormData(form));
  if (tap) body.set("tap", tap);
  if (body.has("opening")) body.set("proof", await prove());
  const told = { method: "POST", body, headers: { "X-Chat": "1" }, credentials: "same-origin" };
  const answer = await fetch(`${form.action}?since=${version}`, told).catch(() => null);
  const came = answer && (await read(answer).catch(() => false));
  [busy, solving, quiet] = [false, null, 0];
  if (!came) part("problem").replaceChildren(part("unsent").content.cloneNode(true));
  else if (answer.ok && !tap) box.value = "";
  ask();
};

page.addEventListener("submit", (event) => { event.preventDefault(); say(event.target, event.submitter?.value); });
box.addEventListener("focus", prove);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); say(composer); }
});
document.addEventListener("visibilitychange", () => { quiet = 0; ask(); });
if (version) part("now").scrollIntoView({ block: "end" });
ask();
