// What a fragment of new lines does to the page of a chat: lines are added, what can be tapped is exchanged.
const part = (name, from) => from.querySelector(`[data-${name}]`);

const unseen = (log, line) => {
  if (!line.hasAttribute("data-day")) return !document.getElementById(line.id);
  const days = log.querySelectorAll("[data-day]");
  return !days.length || days[days.length - 1].textContent !== line.textContent;
};

// The end in sight, or the beginning of what came where both do not fit.
const bringIntoSight = (first, now) => {
  const height = now.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
  if (height > window.innerHeight - 200) first.scrollIntoView({ block: "start" });
  else now.scrollIntoView({ block: "end" });
};

// Returns how many lines came.
export const show = (page, fresh) => {
  const log = part("log", page);
  const now = part("now", page);
  const composer = part("composer", page);
  const lines = [...part("lines", fresh).children].filter((line) => unseen(log, line));
  log.append(...lines);
  const wasTapped = now.contains(document.activeElement);
  for (const name of ["now", "problem"]) part(name, page).replaceChildren(...part(name, fresh).childNodes);
  for (const name of ["key", "opening"]) {
    const told = fresh.querySelector(`:scope > [data-${name}]`);
    const held = part(name, composer);
    if (held && told) held.value = told.value;
    else if (held) held.remove();
  }
  if (wasTapped) log.focus({ preventScroll: true });
  if (lines.length) bringIntoSight(lines[0], now);
  return lines.length;
};
