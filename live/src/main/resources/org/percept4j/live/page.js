// Joins everything: what is told, drawn, heard, and done by hand.

import { number, count, brief, heard, sentence } from './words.js';
import { Run } from './runs.js';
import { Mapping, RunningRange, voiceOf, voicesOf } from './mapping.js';
import { Player, renderOffline } from './player.js';
import { theme, look } from './canvas.js';
import { drawNorms, drawRoll, drawLine, frameAt } from './charts.js';
import { FieldPanel, PixelPanel } from './pictures.js';
import { openSource } from './source.js';

const $ = id => document.getElementById(id);
const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
const MOST_LAYERS_LISTED = 200;

const runs = new Map(), panels = new Map();
const view = { from: 0, to: 1, whole: true, playhead: 0, follow: true, span: 0 };
const silenced = new Set();
let solo = null, mappings = [], source = null, colours = theme(), dirty = true, state = 'waiting', layersShown = '';
let shownState = '';

view.faint = name => silenced.has(name) || (solo !== null && solo !== name);

const chosen = () => runs.get(+$('run').value) || [...runs.values()][0];
const other = () => $('other').value === '' ? undefined : runs.get(+$('other').value);
const shown = () => [chosen(), other()].filter(Boolean);
const ear = (run, frame) => {
  if (!run || frame >= run.end) return undefined;
  const tracks = run.frame(frame).filter(t => t.frozen || t.norm !== undefined);
  return tracks.map(t => ({ ...t, silent: view.faint(t.name) }));
};

const player = new Player({
  end: () => Math.max(0, ...shown().map(r => r.end)),
  isLive: () => source && source.isLive && state !== 'ended' && state !== 'refused',
  hasOther: () => other() !== undefined,
  frame: (side, frame) => ear(side === 0 ? chosen() : other(), frame),
  epochBegins: (side, frame) => (side === 0 ? chosen() : other()).epochBegins(frame),
  isAlarming: frame => shown().some(r => r.alarmsOn(frame) > 0),
  hasNewAlarm: frame => shown().some(r => r.alarms.some(a => a.raised && a.frame > frame - player.merged && a.frame <= frame)),
  finished: () => showListening(),
});

const mappingNamed = name => new Mapping({ ...mappings.find(m => m.name === name).mapping, epochMarks: $('marks').checked });
const tunedMapping = () => mappings.map(m => m.mapping).find(m => m.tuning);

// ---- what is told -------------------------------------------------------------------------------

const on = {
  hello(hello) {
    runs.clear(); panels.clear();
    for (const id of ['run', 'other', 'mapping', 'alarms', 'panels', 'layers']) $(id).replaceChildren();
    if (hello.title) { $('title').textContent = hello.title; document.title = hello.title; }
    mappings = hello.mappings;
    for (const m of mappings) $('mapping').append(new Option(m.title, m.name));
    $('other').append(new Option('nothing', ''));
    player.setMapping(mappingNamed(mappings[0].name));
    dirty = true;
  },
  channel(told) {
    if (told.kind !== 'gradients') {
      if (panels.has(told.channel)) return false;
      const Kind = told.kind === 'field' ? FieldPanel : PixelPanel;
      panels.set(told.channel, new Kind($('panels'), told.name, told.photo));
      return true;
    }
    let run = runs.get(told.channel);
    const isNew = !run;
    if (isNew) {
      run = new Run(told.channel, told.name, tunedMapping());
      runs.set(told.channel, run);
      for (const id of ['run', 'other']) $(id).append(new Option(brief(told.name), told.channel));
      $('other-label').hidden = runs.size < 2;
    }
    run.begin(told.from, told.tracks);
    run.trouble = told.trouble || '';
    dirty = true;
    return isNew;
  },
  overview(channel, overview, before) {
    const run = runs.get(channel);
    run.setOverview(overview, before);
    run.alarms.forEach(a => listAlarm(run, a));
    dirty = true;
  },
  items({ channel, from, items }) {
    if (panels.has(channel)) { panels.get(channel).add(from, items); return; }
    const run = runs.get(channel);
    for (const alarm of run.add(from, items)) {
      listAlarm(run, alarm);
      if (alarm.raised && source && source.isLive) announce(run, alarm);
    }
    if (view.follow) view.playhead = Math.max(0, chosen().end - 1);
    dirty = true;
  },
  state(now) { state = now; dirty = true; },
};

function batchWord(run, frame) { return 'batch ' + count(run.batch(frame)); }

function listAlarm(run, alarm) {
  const item = document.createElement('li');
  item.className = alarm.raised ? 'raised' : 'cleared';
  const go = document.createElement('button');
  go.textContent = batchWord(run, alarm.since);
  go.onclick = () => {
    $('run').value = run.channel;
    seek(alarm.since);
  };
  const words = document.createElement('span');
  words.textContent = (runs.size > 1 ? brief(run.name) + ': ' : '') + sentence(alarm);
  item.append(go, words);
  $('alarms').append(item);
  if ($('alarms').childElementCount > 500) $('alarms').firstElementChild.remove();
}

const URGENT = ['NON_FINITE', 'EXPLODING', 'DEAD', 'VANISHING', 'STEEP'];
let unread = null, mayRead = true;
/** For screen readers: of what happens within two seconds the worst, so that a death is not read for minutes. */
function announce(run, alarm) {
  if (!unread || URGENT.indexOf(alarm.kind) < URGENT.indexOf(unread.alarm.kind)) unread = { run, alarm };
  if (!mayRead) return;
  mayRead = false;
  setTimeout(readAloud, 100); // the other alarms of this moment come with the same bundle
}

function readAloud() {
  mayRead = !unread;
  if (!unread) return;
  const line = document.createElement('p');
  line.textContent = batchWord(unread.run, unread.alarm.since) + ': ' + sentence(unread.alarm);
  unread = null;
  $('news').append(line);
  while ($('news').childElementCount > 20) $('news').firstElementChild.remove();
  setTimeout(readAloud, 2000);
}

// ---- what is drawn ------------------------------------------------------------------------------

const STATES = {
  waiting: 'Waiting for the program', live: 'live', saved: 'saved page', away: 'connection lost, trying again',
  ended: 'the program has ended; everything up to here stays', refused: 'the program was started again: open its new address',
};

function setView() {
  const end = Math.max(1, ...shown().map(r => r.end));
  if (view.whole) { view.from = 0; view.to = Math.max(20, end); return; }
  const span = Math.max(10, Math.min(view.span, Math.max(20, end)));
  if (view.follow) { view.to = end; view.from = end - span; }
  else if (view.playhead < view.from || view.playhead >= view.to || view.to - view.from !== span) {
    view.from = Math.round(view.playhead - span / 2); view.to = view.from + span;
  }
  if (view.from < 0) { view.to -= view.from; view.from = 0; }
}

function tracksOf(run) { return run ? run.names : []; }

function draw() {
  const run = chosen();
  showState(run);
  if (!run) return;
  setView();
  const both = shown(), tracks = tracksOf(run);
  drawNorms($('norms'), colours, both, view, tracks);
  drawRoll($('roll'), colours, both, view, tracks, player.mapping, ear);
  showSides();
  $('loss-box').hidden = !run.has('loss');
  $('rate-box').hidden = !run.has('rate');
  const ratios = tracks.map(name => 'u:' + name).filter(key => run.has(key));
  $('ratio-box').hidden = ratios.length === 0;
  $('table').classList.toggle('short', ratios.length === 0);
  if (run.has('loss')) drawLine($('loss'), colours, both, view, ['loss'], {});
  if (run.has('rate')) drawLine($('rate'), colours, both, view, ['rate'], {});
  if (ratios.length) drawLine($('ratio'), colours, both, view, ratios, { log: true, layers: true, usual: [1e-4, 1e-2] });
  const scrub = $('scrub');
  scrub.min = Math.max(0, view.from); scrub.max = Math.max(0, Math.min(view.to, Math.max(...both.map(r => r.end))) - 1);
  scrub.value = view.playhead;
  scrub.setAttribute('aria-valuetext', batchWord(run, view.playhead));
  showLayers(run, tracks);
  $('healthy').hidden = both.some(r => r.alarms.length > 0);
  if (source && source.isLive) for (const r of both) fetchOlder(r);
}

const asked = new Set();
function fetchOlder(run) {
  for (const k of run.lacking(view.from, view.to)) {
    const key = run.channel + '.' + k;
    if (asked.has(key)) continue;
    asked.add(key);
    const size = run.chunk;
    chunk(run, k * size, (k + 1) * size).then(items => {
      asked.delete(key);
      if (items && run.chunk === size) { run.keep(k, k * size, items); dirty = true; }
    });
  }
}

/** Frames one by one, in as many answers as it takes. */
async function chunk(run, from, to) {
  const items = [];
  while (from + items.length < Math.min(to, run.end)) {
    const told = await source.frames(run.channel, from + items.length, to - from - items.length);
    if (!told || told.from !== from + items.length || !told.items.length) return null;
    for (const item of told.items) items.push(item);
  }
  return items;
}

function showSides() {
  const both = shown();
  $('sides').hidden = both.length < 2;
  if (both.length === 2) {
    setText($('sides'), `Solid lines and left ear: ${brief(both[0].name)}. Dashed lines and right ear: ${brief(both[1].name)}.`);
  }
}

function showState(run) {
  let text = STATES[state];
  let bad = state === 'away' || state === 'refused';
  if (run && run.count) {
    const last = run.end - 1, loss = run.value('loss', last);
    text = `${batchWord(run, last)}, epoch ${(run.value('epoch', last) || 0) + 1}`
        + (loss === undefined ? '' : `, loss ${number(loss)}`) + ' · ' + text;
    if (run.lost) { text += ` · ${count(run.lost)} batches were lost`; bad = true; }
  } else if (state === 'live') text = 'connected, waiting for the first batch';
  if (run && run.trouble) { text += ' · ' + run.trouble; bad = true; }
  if (text === shownState) return;
  shownState = text;
  $('state').textContent = text;
  $('state').classList.toggle('bad', bad);
}

function showLayers(run, tracks) {
  const body = $('layers'), list = tracks.slice(0, MOST_LAYERS_LISTED), key = run.channel + ':' + list.join('\n');
  if (key !== layersShown) {
    layersShown = key;
    body.replaceChildren(...list.map((name, t) => layerRow(name, t)));
    $('unlisted').hidden = list.length === tracks.length;
    setText($('unlisted'), `and ${count(tracks.length - list.length)} more layers, drawn and heard but not listed`);
  }
  const frame = Math.min(view.playhead, Math.max(0, run.end - 1));
  $('moment').textContent = run.end ? `In ${batchWord(run, frame)}` : 'This batch';
  const now = new Map(run.frame(frame).map(t => [t.name, t]));
  list.forEach((name, t) => {
    const row = body.children[t], track = now.get(name), cells = row.children;
    const voice = track ? voiceOf(track, player.mapping, t) : { sound: 'SILENT' };
    const ratio = run.value('u:' + name, frame);
    setText(cells[1], !track || track.norm === undefined ? '–' : track.frozen ? 'not trained' : number(track.norm));
    cells[1].classList.toggle('bad', !!track && !track.frozen && (track.norm === 0 || Number.isFinite(track.norm) === false && track.norm !== undefined));
    setText(cells[2], heard(voice));
    setText(cells[3], ratio === undefined ? '–' : number(ratio));
    const [soloButton, muteButton] = cells[4].children;
    soloButton.setAttribute('aria-pressed', String(solo === name));
    muteButton.setAttribute('aria-pressed', String(silenced.has(name)));
  });
}

function setText(cell, text) { if (cell.textContent !== text) cell.textContent = text; }

function layerRow(name, t) {
  const row = document.createElement('tr');
  for (let k = 0; k < 5; k++) row.append(document.createElement('td'));
  const swatch = document.createElement('canvas');
  swatch.className = 'swatch'; swatch.width = 36; swatch.height = 12; swatch.setAttribute('aria-hidden', 'true');
  Object.assign(swatch.style, { width: '18px', height: '6px', display: 'inline-block' });
  const g = swatch.getContext('2d'), style = look(colours, t);
  g.strokeStyle = style.colour; g.lineWidth = 6; g.setLineDash(style.dash.map(d => 2 * d));
  g.beginPath(); g.moveTo(0, 6); g.lineTo(36, 6); g.stroke();
  row.children[3].className = 'ratio';
  row.children[0].className = 'name';
  row.children[0].append(swatch, brief(name));
  if (name.length > 80) row.children[0].title = name;
  row.children[4].className = 'buttons';
  const button = (text, label, act) => {
    const b = document.createElement('button');
    b.textContent = text;
    b.setAttribute('aria-label', label + ' ' + brief(name));
    b.onclick = () => { act(); dirty = true; };
    row.children[4].append(b, ' ');
  };
  button('Solo', 'Hear only', () => { solo = solo === name ? null : name; });
  button('Mute', 'Silence', () => { if (!silenced.delete(name)) silenced.add(name); });
  return row;
}

// ---- what is done by hand -----------------------------------------------------------------------

function seek(frame, audition = true) {
  const end = Math.max(1, ...shown().map(r => r.end));
  view.playhead = Math.max(0, Math.min(end - 1, frame));
  view.follow = false;
  player.seek(view.playhead, false);
  if (audition && !player.playing) player.audition(view.playhead);
  dirty = true;
}

function latest() {
  view.follow = true;
  const run = chosen();
  if (run) view.playhead = Math.max(0, run.end - 1);
  player.seek(run ? run.end : 0, source && source.isLive);
  dirty = true;
}

function toggleListening() {
  if (player.playing) player.pause();
  else {
    const end = Math.max(0, ...shown().map(r => r.end));
    const live = source.isLive && view.follow && (state === 'live' || state === 'away');
    if (live) player.seek(end, true);
    else player.seek(view.playhead >= end - 1 ? 0 : view.playhead, false);
    player.play();
  }
  showListening();
}

function showListening() {
  $('listen').textContent = player.playing ? 'Pause' : 'Listen';
  $('listen').setAttribute('aria-pressed', String(player.playing));
  if (!player.playing) $('hearing').textContent = '';
}

function zoom(factor) {
  const end = Math.max(20, ...shown().map(r => r.end));
  const span = (view.to - view.from) * factor;
  view.whole = span >= end;
  view.span = Math.max(10, Math.round(span));
  if (!view.whole && !view.follow) {
    view.from = Math.round(view.playhead - view.span / 2);
    view.to = view.from + view.span;
  }
  dirty = true;
}

$('listen').onclick = toggleListening;
$('latest').onclick = latest;
$('zoom-in').onclick = () => zoom(0.5);
$('zoom-out').onclick = () => zoom(2);
$('whole').onclick = () => { view.whole = true; dirty = true; };
$('scrub').oninput = () => seek(+$('scrub').value);
$('speed').onchange = () => { player.speed = +$('speed').value; };
$('volume').oninput = () => { player.volume = +$('volume').value / 100; player.applyVolume(); };
$('mute').onchange = () => { player.muted = $('mute').checked; player.applyVolume(); };
$('quiet').onchange = () => { player.quiet = $('quiet').checked; };
for (const id of ['mapping', 'marks']) {
  $(id).onchange = () => {
    player.setMapping(mappingNamed($('mapping').value));
    if (player.playing) player.play();
    dirty = true;
  };
}
for (const id of ['run', 'other']) {
  $(id).onchange = () => { solo = null; if (view.follow) latest(); dirty = true; };
}

for (const [id, small] of [['norms', false], ['roll', false], ['loss', true], ['rate', true], ['ratio', true]]) {
  const canvas = $(id);
  canvas.onpointerdown = e => {
    canvas.setPointerCapture(e.pointerId);
    seek(frameAt(canvas, e.clientX, view, small));
  };
  canvas.onpointermove = e => { if (canvas.hasPointerCapture(e.pointerId)) seek(frameAt(canvas, e.clientX, view, small)); };
  canvas.addEventListener('wheel', e => {
    if (!e.ctrlKey && !e.shiftKey) return;
    e.preventDefault();
    zoom((e.deltaY || e.deltaX) > 0 ? 1.25 : 0.8);
  }, { passive: false });
}

document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.altKey || e.metaKey) return;
  if (e.target.tagName === 'SELECT') return; // letters, arrows and space choose there
  const kind = e.target.type || '';
  const typing = kind === 'range' && e.target.id !== 'scrub';
  const presses = e.target.tagName === 'BUTTON' || kind === 'checkbox';
  const step = e.shiftKey ? 10 : 1;
  const keys = {
    ' ': () => presses || toggleListening(),
    'ArrowLeft': () => typing || seek(view.playhead - step),
    'ArrowRight': () => typing || seek(view.playhead + step),
    'Home': () => typing || seek(0),
    'End': () => typing || latest(),
    '+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2),
    '0': () => { view.whole = true; dirty = true; },
    'm': () => { $('mute').click(); }, 'M': () => { $('mute').click(); },
  };
  if (keys[e.key] && keys[e.key]() !== true && !(presses && e.key === ' ')) e.preventDefault();
});

// ---- time ---------------------------------------------------------------------------------------

function tick(now) {
  const frame = player.playing ? player.heardNow() : undefined;
  if (frame !== undefined && frame !== view.playhead) {
    view.playhead = frame;
    view.follow = player.live;
    dirty = true;
  }
  if (player.playing) {
    $('hearing').textContent = player.context && player.context.state !== 'running' ? 'The browser holds sound back: press Listen again'
        : player.merged > 1 ? `hearing ${player.merged} batches at once, the worst of them` : '';
  }
  // Twice as long as a picture took is left for everything else.
  if (dirty && now - lastDrawn > 2 * took && (!calm.matches || now - lastDrawn > 500 || player.playing === false)) {
    dirty = false;
    draw();
    lastDrawn = performance.now();
    took = lastDrawn - now > 10 ? lastDrawn - now : 0;
  }
  requestAnimationFrame(tick);
}
let lastDrawn = 0, took = 0;

const redraw = () => { colours = theme(); layersShown = ''; dirty = true; };
window.addEventListener('resize', redraw);
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
// On paper the light colours, whatever the screen has.
for (const event of ['beforeprint', 'afterprint']) {
  window.addEventListener(event, () => {
    document.documentElement.classList.toggle('paper', event === 'beforeprint');
    redraw();
    draw();
  });
}

source = openSource(on);
if (source.isLive) {
  const save = document.createElement('a');
  save.href = 'report.html';
  save.textContent = 'Save this page as one file';
  save.setAttribute('download', 'percept4j-report.html');
  $('save').append(save);
} else {
  $('latest').hidden = true;
  const run = chosen();
  const first = run && run.alarms.find(a => a.raised);
  if (first) view.playhead = first.since;
  view.follow = false;
}
showListening();
requestAnimationFrame(tick);

// For tests in a real browser: what a user could see and hear, as numbers.
window.percept4j = {
  runs, player, view, draw, state: () => state,
  heardAs: (name, frame) => voicesOf(ear(chosen(), frame), mappingNamed(name)).map(v => v.cents),
  hertz: (name, norm) => voiceOf({ norm }, mappingNamed(name), 0).hertz,
  sound(name, frames, begins) {
    const recent = frames[0].map(() => new RunningRange(tunedMapping()));
    const strayed = (track, t) => track.norm > 0 && track.norm < Infinity && !track.frozen ? recent[t].deviation(track.norm) : 0;
    return renderOffline(mappingNamed(name), frames.map(f => f.map((track, t) => ({ ...track, strayed: strayed(track, t) }))), begins);
  },
};
