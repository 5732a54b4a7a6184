// Drawing: sharp canvases, the page's colours, axes and their ticks.

import { number, count, superscript } from './words.js';

const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3]];
const COLOURS = 8;

/** The page's colours as they are now, light or dark. */
export function theme() {
  const style = getComputedStyle(document.documentElement);
  const get = name => style.getPropertyValue('--' + name).trim();
  return {
    ink: get('ink'), soft: get('soft'), line: get('line'), paper: get('paper'), bad: get('bad'),
    shade: get('shade'), accent: get('accent'),
    series: Array.from({ length: COLOURS }, (_, k) => get('s' + k)),
  };
}

/** How the k-th layer is drawn: eight colours, then again with other dashes. */
export function look(colours, k) {
  return { colour: colours.series[k % COLOURS], dash: DASHES[Math.floor(k / COLOURS) % DASHES.length] };
}

/** A canvas made sharp for this screen: its context, width and height in CSS pixels. */
export function prepare(canvas) {
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  const width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const g = canvas.getContext('2d');
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  g.font = '12px ' + getComputedStyle(document.body).fontFamily;
  g.textBaseline = 'middle';
  return { g, width, height };
}

/** Whole numbers in even steps, at most so many. */
export function wholeTicks(from, to, most) {
  const span = Math.max(1, to - from);
  let step = 1;
  for (let k = 0; span / step > most; k++) step = [1, 2, 5][k % 3] * 10 ** Math.floor(k / 3);
  const ticks = [];
  for (let t = Math.ceil(from / step) * step; t <= to; t += step) ticks.push(t);
  return ticks;
}

/** A logarithmic axis over whole decades; `y(value)` in pixels. */
export function logAxis(min, max, top, bottom) {
  if (!(max >= min)) { min = 0.1; max = 10; }
  let low = Math.floor(Math.log10(min) + 1e-9), high = Math.ceil(Math.log10(max) - 1e-9);
  if (high - low < 2) { if (Math.log10(min) - low < high - Math.log10(max)) low--; else high++; }
  if (high - low < 2) high = low + 2;
  const every = Math.max(1, Math.ceil((high - low) / Math.max(2, Math.floor((bottom - top) / 26))));
  const ticks = [];
  for (let d = low; d <= high; d++) if ((d - low) % every === 0) ticks.push({ value: 10 ** d, label: decade(d) });
  const y = value => bottom - (Math.log10(value) - low) / (high - low) * (bottom - top);
  return { ticks, y };
}

function decade(d) {
  return d >= -2 && d <= 3 ? String(Number((10 ** d).toPrecision(1))) : '10' + superscript(d);
}

/** A linear axis with round ticks. */
export function linearAxis(min, max, top, bottom) {
  if (!(max >= min)) { min = 0; max = 1; }
  if (max === min) { max += Math.abs(max) / 2 || 1; min -= Math.abs(min) / 2; }
  let step = 10 ** Math.floor(Math.log10((max - min) / 2));
  while ((max - min) / step > 5) step *= (max - min) / step > 10 ? 5 : 2;
  const low = Math.floor(min / step) * step, high = Math.ceil(max / step) * step;
  const ticks = [];
  for (let v = low; v <= high + step / 2; v += step) {
    ticks.push({ value: v, label: Math.abs(v) < step / 2 ? '0' : number(v) });
  }
  const y = value => bottom - (value - low) / (high - low) * (bottom - top);
  return { ticks, y };
}

/** Horizontal lines with their labels on the left. */
export function drawTicks(g, colours, axis, left, right) {
  g.lineWidth = 1;
  for (const { value, label } of axis.ticks) {
    const y = Math.round(axis.y(value)) + 0.5;
    g.strokeStyle = colours.line;
    g.beginPath(); g.moveTo(left, y); g.lineTo(right, y); g.stroke();
    g.fillStyle = colours.soft;
    g.textAlign = 'right';
    g.fillText(label, left - 7, y);
  }
}

/** Batch numbers, counted from 1, below a picture: round ones, and the first. */
export function drawBatches(g, colours, view, run, area, y, title) {
  g.fillStyle = colours.soft;
  g.textAlign = 'center';
  const most = Math.max(2, Math.floor(area.width / 90));
  const round = wholeTicks(Math.max(0, view.from) + 1, view.to, most).map(batch => batch - 1);
  if (view.from <= 0 && round[0] !== 0) round.unshift(0);
  let free = -Infinity; // where the next label may begin
  for (const frame of round) {
    const x = area.x(frame + 0.5);
    const number = count(run.batch(frame)), label = frame === 0 && title ? 'batch ' + number : number;
    const half = g.measureText(label).width / 2;
    if (x > area.left + area.width + 1 || x - half < free) continue;
    g.fillText(label, x, y);
    free = x + half + 8;
  }
}

/** In how many columns so many lines are drawn: one a pixel, fewer of very many lines or few frames. */
export function columnsOf(area, view, lines) {
  const most = Math.min(Math.floor(area.width), Math.max(60, Math.floor(60000 / lines)));
  return Math.max(1, Math.min(most, Math.ceil(view.to - view.from)));
}

/** A line through ranges: a thin band where a column holds several values, joined by a line. */
export function drawRanges(g, run, key, view, area, y, style, lines) {
  const columns = columnsOf(area, view, lines);
  const wide = area.width / columns;
  if (wide < 2) return drawBars(g, run, key, view, area, y, style, columns);
  g.strokeStyle = style.colour;
  g.setLineDash(style.dash);
  g.lineWidth = lines > 50 ? 1 : style.width || 1.75;
  g.lineJoin = lines > 50 ? 'bevel' : 'round';
  g.beginPath();
  let begun = null, last = -2, end;
  const dots = []; // values with none before and none after
  run.ranges(key, view.from, view.to, columns, (c, range) => {
    const there = range.max >= range.min;
    if (!there || c !== last + 1) {
      if (begun && begun.alone) dots.push(begun);
      begun = null;
    }
    if (!there) return;
    const x = area.left + (c + 0.5) * wide, high = y(range.max), low = y(range.min);
    if (begun) { g.lineTo(x, high); begun.alone = false; }
    else { g.moveTo(x, high); begun = { x, y: high, alone: low - high <= 0.5 }; }
    if (low - high > 0.5) g.lineTo(x, low);
    last = c; end = { x, y: low };
  });
  if (begun && begun.alone) dots.push(begun);
  g.stroke();
  g.setLineDash([]);
  g.fillStyle = style.colour;
  for (const dot of dots) { g.beginPath(); g.arc(dot.x, dot.y, 2, 0, 7); g.fill(); }
  return end;
}

/** The same where lines would be closer than pixels: a bar for each column that reaches to the one before. */
function drawBars(g, run, key, view, area, y, style, columns) {
  const wide = area.width / columns, thick = style.width || 1.75;
  const [on, off] = style.dash.length ? style.dash : [1, 0];
  g.fillStyle = style.colour;
  let last = -2, high, low, end;
  run.ranges(key, view.from, view.to, columns, (c, range) => {
    if (!(range.max >= range.min)) return;
    const top = y(range.max), bottom = y(range.min);
    const from = c === last + 1 ? Math.min(top, low) : top, to = c === last + 1 ? Math.max(bottom, high) : bottom;
    const x = Math.round(area.left + c * wide), next = Math.round(area.left + (c + 1) * wide);
    if (c % (on + off) < on) g.fillRect(x, from - thick / 2, next - x, to - from + thick);
    last = c; high = top; low = bottom;
    end = { x: area.left + (c + 0.5) * wide, y: bottom };
  });
  return end;
}

/** Moves labels apart so that none hides another, within top and bottom. */
export function spread(labels, top, bottom, gap) {
  labels.sort((a, b) => a.y - b.y);
  const room = Math.max(1, Math.floor((bottom - top) / gap) + 1);
  while (labels.length > room) labels.splice(Math.floor(labels.length / 2), 1);
  for (let i = 0; i < labels.length; i++) {
    labels[i].y = Math.max(labels[i].y, i ? labels[i - 1].y + gap : top);
  }
  for (let i = labels.length - 1; i >= 0; i--) {
    const limit = i === labels.length - 1 ? bottom : labels[i + 1].y - gap;
    labels[i].y = Math.min(labels[i].y, limit);
  }
  return labels;
}

/** A text shortened with an ellipsis to fit. */
export function fit(g, text, width) {
  if (g.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && g.measureText(text.slice(0, end) + '…').width > width) end--;
  return text.slice(0, end) + '…';
}
