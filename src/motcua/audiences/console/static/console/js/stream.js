// Following a point: a change of who is being called is passed on at once, a longer line only now and then, and without
// a stream the page asks at a steady pace. `ask` refreshes the page and resolves to false when the server is away.
export function follow(address, { ask, calm, pace, told = () => {} }) {
  let timer = 0;
  let later = 0;
  let heard = "";

  async function refresh() {
    clearTimeout(later);
    later = 0;
    told(await ask() ? (timer.streaming ? "live" : "asking") : "lost");
  }

  function steady(streaming) {
    clearInterval(timer.id);
    timer = { streaming, id: setInterval(refresh, streaming ? 60000 : pace) };
  }

  function listen() {
    const stream = new EventSource(address);
    stream.onopen = () => { steady(true); refresh(); };
    stream.onerror = () => {
      if (timer.streaming) steady(false);
      refresh(); // at once: a stream that reconnects fails every few seconds
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 15000);
    };
    stream.addEventListener("point", (event) => {
      const serving = JSON.stringify(JSON.parse(event.data).serving);
      if (serving !== heard) refresh();
      else later ||= setTimeout(refresh, calm);
      heard = serving;
    });
  }

  timer = { streaming: false, id: 0 };
  steady(false);
  listen();
  return refresh;
}

export async function fetched(address) {
  const answer = await fetch(address, { signal: AbortSignal.timeout(8000) });
  if (answer.redirected) location.assign(answer.url);
  if (!answer.ok) throw new Error(answer.statusText);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}
