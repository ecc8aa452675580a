// The phone beside the editor follows what is typed. Without this script the button "Xem trước" shows the same.
const form = document.querySelector("[data-preview]");
const PAUSE = 400;
let again = 0;
let asked = 0;

async function show() {
  const mine = ++asked;
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) });
    if (!answer.ok || mine !== asked) return; // a later look is on its way
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-phone]");
    if (fresh) document.querySelector("[data-phone]").replaceWith(fresh);
  } catch {
    // the network is away: the last look stays, saving will say so
  }
}

form?.addEventListener("input", () => {
  clearTimeout(again);
  again = setTimeout(show, PAUSE);
});
