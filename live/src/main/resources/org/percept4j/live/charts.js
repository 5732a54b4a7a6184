// The pictures over batches. All share one view and one playhead.

import { short, note, brief } from './words.js';
import { Range } from './runs.js';
import { voicesOf } from './mapping.js';
import {
  prepare, look, columnsOf, logAxis, linearAxis, drawTicks, drawBatches, drawRanges, spread, fit,
} from './canvas.js';

/** Where a picture's plot lies within its canvas. */
function plot(width, view, small) {
  const narrow = width < 520;
  const left = small ? 48 : narrow ? 46 : 72, right = small ? 12 : narrow ? 66 : 98;
  const inner = Math.max(20, width - left - right);
  return { left, right, width: inner, x: frame => left + (frame - view.from) / (view.to - view.from) * inner };
}

/** The frame at a place of a canvas. */
export function frameAt(canvas, clientX, view, small) {
  const area = plot(canvas.clientWidth, view, small);
  const x = clientX - canvas.getBoundingClientRect().left;
  return Math.floor(view.from + (x - area.left) / area.width * (view.to - view.from));
}

function extent(run, keys, view, only) {
  const all = new Range();
  for (const key of keys) {
    run.ranges(key, view.from, view.to, keys.length > 100 ? 60 : 400, (c, r) => {
      if (r.max >= r.min) { if (r.min < all.min) all.min = r.min; if (r.max > all.max) all.max = r.max; }
      all.zeros += r.zeros; all.bad += r.bad;
    });
  }
  if (only && !(all.max >= all.min)) { all.min = only[0]; all.max = only[1]; }
  return all;
}

function playhead(g, colours, view, area, top, bottom) {
  const frame = view.playhead;
  if (frame < view.from || frame >= view.to) return;
  const x = Math.round(area.x(frame + 0.5)) + 0.5;
  g.strokeStyle = colours.ink;
  g.lineWidth = 1.5;
  g.beginPath(); g.moveTo(x, top); g.lineTo(x, bottom); g.stroke();
}

function epochs(g, colours, run, view, area, top, bottom) {
  g.strokeStyle = colours.line;
  g.lineWidth = 1;
  let last = -99;
  for (const { frame, epoch } of run.epochs.slice(1)) {
    if (frame <= view.from || frame >= view.to) continue;
    const x = Math.round(area.x(frame)) + 0.5;
    g.setLineDash([2, 3]);
    g.beginPath(); g.moveTo(x, top); g.lineTo(x, bottom); g.stroke();
    g.setLineDash([]);
    if (x - last > 60) {
      g.fillStyle = colours.soft; g.textAlign = 'left';
      g.fillText('epoch ' + (epoch + 1), x + 4, bottom - 8);
      last = x;
    }
  }
}

/** A shaded lane for what the axis cannot show. */
function rail(g, colours, area, y, height, label, narrow) {
  g.fillStyle = colours.shade;
  g.fillRect(area.left, y, area.width, height);
  g.fillStyle = colours.soft;
  g.textAlign = 'right';
  g.fillText(label, area.left - 7, y + height / 2);
}

/** Norms of all layers, with rails for what a logarithmic axis cannot show. */
export function drawNorms(canvas, colours, runs, view, tracks) {
  const { g, width, height } = prepare(canvas);
  const run = runs[0];
  if (!run) return;
  const area = plot(width, view), narrow = width < 520;
  const words = run.alarms.some(a => a.raised) ? 50 : 6, high = 14, top = words + high + 12, low = height - 22 - high, bottom = low - 12;
  const keys = tracks.map(name => 'n:' + name);
  const all = new Range();
  for (const r of runs) { const e = extent(r, keys, view); if (e.max >= e.min) { all.add(e.min); all.add(e.max); } }
  const axis = logAxis(all.min, all.max, top, bottom);
  drawTicks(g, colours, axis, area.left, area.left + area.width);
  rail(g, colours, area, words, high, narrow ? 'NaN' : 'NaN, ∞');
  rail(g, colours, area, low, high, narrow ? '= 0' : 'exactly 0');
  epochs(g, colours, run, view, area, words, low);
  const labels = [];
  runs.forEach((r, k) => tracks.forEach((name, t) => {
    const style = look(colours, t);
    if (k > 0) style.dash = [3, 3];
    if (view.faint && view.faint(name)) style.colour = colours.line;
    const at = drawRanges(g, r, 'n:' + name, view, area, axis.y, style, tracks.length);
    const end = marks(g, r, name, t, tracks.length, view, area, style, words, low, high) || at;
    if (end && k === 0) labels.push({ y: end.y, x: end.x, name, style });
  }));
  g.textAlign = 'left';
  for (const label of spread(labels, words + 6, low + high - 6, 15)) {
    const x = area.left + area.width + 7, dash = narrow ? 8 : 14;
    g.strokeStyle = label.style.colour; g.lineWidth = 3; g.setLineDash(label.style.dash);
    g.beginPath(); g.moveTo(x, label.y); g.lineTo(x + dash, label.y); g.stroke(); g.setLineDash([]);
    g.fillStyle = colours.ink;
    g.fillText(fit(g, brief(label.name), area.right - dash - 12), x + dash + 4, label.y);
  }
  alarmWords(g, colours, run, view, area, words, low + high);
  playhead(g, colours, view, area, words, low + high);
  drawBatches(g, colours, view, run, area, height - 9, true);
}

/** Ticks on the rails, each layer in a lane of its own; where the last one is. */
function marks(g, run, name, lane, lanes, view, area, style, high, low, size) {
  const columns = columnsOf(area, view, lanes);
  const wide = area.width / columns, tall = Math.max(1.5, size / lanes);
  const at = lane / lanes * size;
  let end;
  g.fillStyle = style.colour;
  run.ranges('n:' + name, view.from, view.to, columns, (c, range) => {
    const x = area.left + c * wide;
    end = undefined;
    if (range.bad) { g.fillRect(x, high + at, Math.max(1, wide), tall); end = { x, y: high + at + tall / 2 }; }
    if (range.zeros) { g.fillRect(x, low + at, Math.max(1, wide), tall); end = { x, y: low + at + tall / 2 }; }
    if (range.max >= range.min) end = undefined;
  });
  return end;
}

/** Alarms in words where they happened, in rows above the plot; what does not fit is in the list. */
function alarmWords(g, colours, run, view, area, top, bottom) {
  const rows = [8, 23, 38], ends = rows.map(() => -1);
  const right = area.left + area.width + area.right;
  let lastText = '';
  for (const alarm of run.alarms) {
    if (!alarm.raised || alarm.since < view.from || alarm.since >= view.to) continue;
    const x = Math.round(area.x(alarm.since + 0.5)) + 0.5;
    const text = short(alarm), width = g.measureText(text).width + 12;
    const toLeft = x + width > right;
    const begin = toLeft ? x - width : x;
    const row = ends.findIndex(end => begin > end + 6);
    if (row < 0 || text === lastText) continue;
    lastText = text;
    ends[row] = begin + width;
    g.strokeStyle = colours.bad; g.lineWidth = 1;
    g.beginPath(); g.moveTo(x, rows[row] - 6); g.lineTo(x, top + 14); g.stroke();
    g.fillStyle = colours.bad; g.textAlign = toLeft ? 'right' : 'left';
    g.fillText(text, toLeft ? x - 6 : x + 6, rows[row]);
  }
}

/** What is heard: each layer's pitch over batches, sounds without a pitch on lanes below and above. */
export function drawRoll(canvas, colours, runs, view, tracks, mapping, earOf) {
  const { g, width, height } = prepare(canvas);
  const run = runs[0];
  if (!run || !mapping) return;
  const area = plot(width, view), top = 20, bottom = height - 36;
  const notes = mapping.tuning ? voicesOf(tracks.map(name => ({ name, norm: 1 })), mapping).map(v => v.hertz) : [];
  const low = notes.length ? Math.min(...notes) * 0.9 : mapping.minHertz;
  const high = notes.length ? Math.max(...notes, 2 * low) * 1.1 : Math.min(mapping.maxHertz, mapping.sampleRate / 2);
  const y = hertz => bottom - Math.log(hertz / low) / Math.log(high / low) * (bottom - top);
  for (let c = Math.ceil(Math.log2(low / 440) - 0.001); 440 * 2 ** c <= high * 1.001; c++) {
    const hertz = 440 * 2 ** c, at = Math.round(y(hertz)) + 0.5;
    g.strokeStyle = colours.line; g.lineWidth = 1;
    g.beginPath(); g.moveTo(area.left, at); g.lineTo(area.left + area.width, at); g.stroke();
    g.fillStyle = colours.soft; g.textAlign = 'right';
    g.fillText(width < 520 ? note(hertz) : `${hertz} Hz`, area.left - 7, at);
    if (width >= 520) { g.textAlign = 'left'; g.fillText(note(hertz), area.left + area.width + 8, at); }
  }
  const columns = Math.min(Math.ceil(area.width / 2), columnsOf(area, view, tracks.length));
  const step = (view.to - view.from) / columns, wide = Math.max(1.5, area.width / columns * 0.86);
  for (let c = 0; c < columns; c++) {
    const frame = Math.floor(view.from + (c + 0.5) * step);
    const x = area.left + c * area.width / columns;
    // Of two runs the second is drawn fainter, beneath the first.
    for (let side = runs.length - 1; side >= 0; side--) {
      const ear = earOf(runs[side], frame);
      if (!ear) continue;
      g.globalAlpha = side ? 0.45 : 1;
      voicesOf(ear, mapping).forEach((voice, v, voices) => {
        g.fillStyle = look(colours, Math.floor(v * ear.length / voices.length)).colour;
        const lane = v / voices.length * 12, tall = Math.max(2, 11 / voices.length);
        if (voice.sound === 'TONE') g.fillRect(x, y(voice.hertz) - 1.5, wide, 3);
        else if (voice.sound === 'NAN' || voice.sound === 'OVER_RANGE') g.fillRect(x, 2 + lane, wide, tall);
        else if (voice.sound === 'BELOW_RANGE') g.fillRect(x, y(voice.hertz) - 1.5, wide / 2, 3);
        else if (voice.sound === 'ZERO') g.fillRect(x, bottom + 6 + lane, wide / 2, tall);
      });
    }
  }
  g.globalAlpha = 1;
  g.fillStyle = colours.soft; g.textAlign = 'right';
  g.fillText(width < 520 ? 'noise' : 'noise, chirp', area.left - 7, 8);
  g.fillText('ticks', area.left - 7, bottom + 12);
  playhead(g, colours, view, area, 0, bottom + 18);
  drawBatches(g, colours, view, run, area, height - 9, false);
}

/** One quantity, or one for each layer, of the runs; values that are none lie on a rail above. */
export function drawLine(canvas, colours, runs, view, keys, options) {
  const { g, width, height } = prepare(canvas);
  const run = runs[0];
  if (!run) return;
  const area = plot(width, view, true), top = 24, bottom = height - 26;
  const all = new Range();
  for (const r of runs) {
    const e = extent(r, keys, view);
    if (e.max >= e.min) { all.add(e.min); all.add(e.max); }
    all.bad += e.bad;
    if (e.zeros && !options.log) { all.min = Math.min(all.min, 0); all.max = Math.max(all.max, 0); }
  }
  const axis = (options.log ? logAxis : linearAxis)(all.min, all.max, top, bottom);
  if (options.usual) {
    const a = Math.max(top, axis.y(options.usual[1])), b = Math.min(bottom, axis.y(options.usual[0]));
    g.fillStyle = colours.shade;
    if (b > a) g.fillRect(area.left, a, area.width, b - a);
  }
  drawTicks(g, colours, axis, area.left, area.left + area.width);
  if (all.bad) rail(g, colours, area, 4, 10, 'NaN');
  runs.forEach((r, k) => keys.forEach((key, t) => {
    const style = options.layers ? look(colours, t) : { colour: colours.ink, dash: [] };
    style.width = 1.5;
    if (k > 0) style.dash = [3, 3];
    drawRanges(g, r, key, view, area, axis.y, style, keys.length);
    if (all.bad) {
      g.fillStyle = style.colour;
      const columns = columnsOf(area, view, keys.length);
      const wide = Math.max(1, area.width / columns), tall = Math.max(1, 10 / keys.length);
      r.ranges(key, view.from, view.to, columns, (c, range) => {
        if (range.bad) g.fillRect(area.left + c * area.width / columns, 4 + t * tall, wide, tall);
      });
    }
  }));
  playhead(g, colours, view, area, 4, bottom);
  drawBatches(g, colours, view, run, area, height - 9, false);
}
