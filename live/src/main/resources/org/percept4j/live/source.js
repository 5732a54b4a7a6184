// Where frames come from: the server while training runs, or the data inside a saved page.

/** Begins; `on` has hello, channel, items, state. Returns how to ask for more of a run. */
export function openSource(on) {
  const data = document.getElementById('data');
  return data ? saved(JSON.parse(data.textContent), on) : live(on);
}

function saved(all, on) {
  on.hello(all.hello, false);
  for (const entry of all.channels) {
    on.channel(entry.channel);
    if (entry.overview) on.overview(entry.channel.channel, entry.overview, entry.channel.from);
    on.items({ channel: entry.channel.channel, from: entry.channel.from, items: entry.items });
  }
  on.state('saved');
  return { isLive: false, frames: async () => null };
}

function live(on) {
  let instance = '';
  let ended = false;
  const events = new EventSource('events');
  const listen = (name, take) => events.addEventListener(name, e => take(JSON.parse(e.data)));
  listen('hello', hello => {
    const again = hello.instance === instance;
    instance = hello.instance;
    ended = false;
    if (!again) on.hello(hello, true);
    on.state('live');
  });
  listen('channel', channel => {
    const isNew = on.channel(channel);
    if (isNew && channel.kind === 'gradients' && channel.from > 0) {
      get(`overview?channel=${channel.channel}&before=${channel.from}`)
          .then(overview => overview && on.overview(channel.channel, overview, channel.from));
    }
  });
  listen('items', on.items);
  listen('end', () => { ended = true; on.state('ended'); });
  events.onerror = () => {
    if (events.readyState === EventSource.CLOSED) on.state('refused');
    else on.state(ended ? 'ended' : 'away');
  };
  return {
    isLive: true,
    frames: (channel, from, count) => get(`frames?channel=${channel}&from=${from}&count=${count}`),
  };
}

async function get(path) {
  try {
    const answer = await fetch(path, { credentials: 'same-origin' });
    return answer.ok ? await answer.json() : null;
  } catch (e) {
    return null;
  }
}
