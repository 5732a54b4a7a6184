// One run's frames: the newest one by one in typed arrays, the older as ranges of blocks.

import { RunningRange } from './mapping.js';

/** Not told, which differs from told and not a number. */
export const MISSING = -Infinity;

const MOST_FRAMES = 1 << 16;   // frames held one by one,
const MOST_VALUES = 1 << 23;   // and values, if there are very many layers
const MOST_RANGES = 1 << 19;
const FOLD_SHARE = 4;          // such a part of the oldest becomes blocks at once
const CHUNK = 4096;            // older frames fetched one by one where the picture is zoomed in, fewer of very many layers
const MOST_CHUNKS = 8;

const parse = value => typeof value === 'string' ? Number(value.replace('Infinity', '1e999'))
    : value === null || value === undefined ? MISSING : value;

/** A growing array of numbers. */
class Column {
  constructor(length) { this.values = new Float64Array(1024); this.length = 0; while (this.length < length) this.push(MISSING); }
  push(value) {
    if (this.length === this.values.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }
  shift(count) { this.values.copyWithin(0, count, this.length); this.length -= count; }
}

/** What a quantity did within some frames. */
export class Range {
  constructor() { this.min = Infinity; this.max = -Infinity; this.zeros = 0; this.bad = 0; }
  add(value) {
    if (value === MISSING) return;
    if (!Number.isFinite(value)) this.bad++;
    else if (value === 0) this.zeros++;
    else { if (value < this.min) this.min = value; if (value > this.max) this.max = value; }
  }
  merge([min, max, zeros, bad]) {
    if (min !== null && min < this.min) this.min = min;
    if (max !== null && max > this.max) this.max = max;
    this.zeros += zeros; this.bad += bad;
  }
  get any() { return this.max >= this.min || this.zeros > 0 || this.bad > 0; }
}

export class Run {
  /** `tuned`: a mapping that tells how a layer's own range is remembered. */
  constructor(channel, name, tuned) {
    this.tuned = tuned; this.recent = new Map();
    this.channel = channel; this.name = name; this.trouble = '';
    this.first = 0; this.count = 0; this.lost = 0;
    this.tracks = []; this.names = []; this.chunk = CHUNK;
    this.columns = new Map();
    this.older = { size: 64, blocks: [], end: 0 };
    this.alarms = []; this.epochs = [];
    this.chunks = new Map();
    this.version = 0;
  }

  get end() { return this.first + this.count; }

  /** Begins at a frame with what the norms belong to. */
  begin(from, tracks) {
    if (this.count === 0) this.first = from;
    if (tracks && this.tracks.length === 0) this.setTracks(tracks);
  }

  setTracks(tracks) {
    this.tracks = tracks.map(t => ({ ...t, norm: 'n:' + t.name, strayed: 'd:' + t.name, ratio: 'u:' + t.name }));
    const known = new Set(this.names);
    for (const { name } of tracks) if (!known.has(name)) { known.add(name); this.names.push(name); }
    const chunk = Math.max(64, Math.min(CHUNK, 2 ** Math.floor(Math.log2(4e5 / (tracks.length + 1)))));
    if (chunk !== this.chunk) this.chunks.clear();
    this.chunk = chunk;
  }

  column(key) {
    if (!this.columns.has(key)) this.columns.set(key, new Column(this.count));
    return this.columns.get(key);
  }

  /** Adds frames; those known already are left out, those missing in between are counted. */
  add(from, items) {
    const news = [];
    items.forEach((item, k) => {
      const frame = from + k;
      if (frame < this.end) return;
      if (frame > this.end) {
        this.lost += frame - this.end;
        while (this.end < frame) this.push({ i: NaN, n: [] });
      }
      this.push(item, news);
    });
    const most = Math.max(1024, Math.min(MOST_FRAMES, Math.floor(MOST_VALUES / this.columns.size)));
    while (this.count > most) this.fold(Math.ceil(most / FOLD_SHARE));
    this.version++;
    return news;
  }

  push(item, news) {
    const frame = this.end;
    if (item.tracks) this.setTracks(item.tracks);
    this.put('iteration', item.i);
    this.put('epoch', item.e);
    this.put('time', item.t);
    this.put('loss', item.s);
    this.put('rate', item.lr);
    this.tracks.forEach((t, k) => {
      this.put(t.norm, t.frozen ? undefined : item.n[k]);
      const norm = parse(item.n[k]);
      if (!t.frozen && norm > 0 && norm < Infinity) {
        if (!this.recent.has(t.name)) this.recent.set(t.name, new RunningRange(this.tuned));
        this.put(t.strayed, this.recent.get(t.name).deviation(norm));
      }
      if (item.u) this.put(t.ratio, item.u[k]);
    });
    this.count++;
    for (const column of this.columns.values()) while (column.length < this.count) column.push(MISSING);
    const last = this.epochs[this.epochs.length - 1];
    if (item.e !== undefined && (!last || last.epoch !== item.e)) {
      this.epochs.push({ frame, epoch: item.e });
      if (this.epochs.length > 1000) this.epochs.shift();
    }
    for (const alarm of item.alarms || []) {
      const told = { ...alarm, frame, since: frame, value: parse(alarm.value) };
      // An alarm is raised once a condition has held for a while: where a zero or a NaN began is known.
      const holds = { DEAD: v => v === 0, NON_FINITE: v => v !== undefined && !Number.isFinite(v) }[alarm.kind];
      while (alarm.raised && holds && told.since > this.first && frame - told.since < 10000
          && holds(this.value('n:' + alarm.track, told.since - 1))) told.since--;
      this.alarms.push(told);
      if (this.alarms.length > 500) this.alarms.shift();
      if (news) news.push(told);
    }
  }

  put(key, value) {
    if (value === undefined && !this.columns.has(key)) return;
    const column = this.column(key);
    if (column.length === this.count) column.push(parse(value));
  }

  /** What the server thinned, for frames before those it sent. */
  setOverview(overview, before) {
    this.older = { size: overview.size, blocks: overview.blocks, end: before };
    this.alarms.unshift(...overview.alarms.map(a => ({ ...a, since: a.frame, value: parse(a.value) })));
    for (const block of overview.blocks) {
      for (const key of Object.keys(block)) {
        if (key.startsWith('n:') && !this.names.includes(key.slice(2))) this.names.push(key.slice(2));
      }
    }
    this.version++;
  }

  fold(count) {
    const older = this.older;
    for (let f = this.first; f < this.first + count; f++) {
      const b = Math.floor(f / older.size);
      while (older.blocks.length <= b) older.blocks.push({});
      for (const [key, column] of this.columns) {
        const value = column.values[f - this.first];
        if (value === MISSING || key === 'iteration' || key === 'time' || key === 'epoch' || key.startsWith('d:')) continue;
        const range = older.blocks[b][key] || (older.blocks[b][key] = [null, null, 0, 0]);
        if (!Number.isFinite(value)) range[3]++;
        else if (value === 0) range[2]++;
        else {
          if (range[0] === null || value < range[0]) range[0] = value;
          if (range[1] === null || value > range[1]) range[1] = value;
        }
      }
    }
    for (const column of this.columns.values()) column.shift(count);
    this.first += count; this.count -= count; older.end = this.first;
    while (older.blocks.length > Math.max(64, Math.min(8192, MOST_RANGES / this.columns.size))) this.halve();
  }

  halve() {
    const older = this.older, halved = [];
    for (let i = 0; i < older.blocks.length; i += 2) {
      const merged = { ...older.blocks[i] };
      for (const [key, range] of Object.entries(older.blocks[i + 1] || {})) {
        const r = new Range();
        r.merge(range);
        if (merged[key]) r.merge(merged[key]);
        merged[key] = [r.max >= r.min ? r.min : null, r.max >= r.min ? r.max : null, r.zeros, r.bad];
      }
      halved.push(merged);
    }
    older.blocks = halved;
    older.size *= 2;
  }

  /** A value of one frame, or undefined if it is not told or not at hand. */
  value(key, frame) {
    const row = frame - this.first;
    if (row >= 0 && row < this.count) {
      const column = this.columns.get(key);
      const value = column ? column.values[row] : MISSING;
      return value === MISSING ? undefined : value;
    }
    const chunk = this.chunks.get(Math.floor(frame / this.chunk));
    const value = chunk && frame - chunk.first < chunk.count ? chunk.value(key, frame) : undefined;
    return value;
  }

  /** The number of a frame's batch as people count, from 1; iterations count from 0. */
  batch(frame) {
    const told = this.value('iteration', frame);
    return (Number.isFinite(told) ? told : frame) + 1;
  }

  /** Whether a quantity was ever told. */
  has(key) {
    return this.columns.has(key) || this.older.blocks.some(b => key in b);
  }

  /** Calls back with the range of a quantity for each of some columns of frames. */
  ranges(key, from, to, columns, each) {
    const step = (to - from) / columns;
    const column = this.columns.get(key);
    let lastBlock = -1;
    for (let c = 0; c < columns; c++) {
      const a = Math.max(0, Math.ceil(from + c * step));
      const b = Math.min(this.end, Math.max(a, Math.ceil(from + (c + 1) * step)));
      if (b <= a) continue;
      const range = new Range();
      for (let f = Math.max(a, this.first); f < b && column; f++) range.add(column.values[f - this.first]);
      if (a < this.older.end) {
        const chunk = this.chunks.get(Math.floor(a / this.chunk));
        if (chunk) {
          for (let f = a; f < b; f++) { const v = chunk.value(key, f); if (v !== undefined) range.add(v); }
        } else {
          const first = Math.floor(a / this.older.size), last = Math.floor((Math.min(b, this.older.end) - 1) / this.older.size);
          for (let k = Math.max(first, lastBlock + (first === lastBlock ? 0 : 1)); k <= last; k++) {
            const told = this.older.blocks[k] && this.older.blocks[k][key];
            if (told) range.merge(told);
          }
          lastBlock = last;
        }
      }
      if (range.any) each(c, range);
    }
  }

  /** Which older chunks a view of few frames lacks. */
  lacking(from, to) {
    const lacking = [];
    if (to - from > 2 * this.chunk) return lacking;
    for (let k = Math.floor(Math.max(0, from) / this.chunk); k * this.chunk < Math.min(to, this.older.end); k++) {
      if (!this.chunks.has(k)) lacking.push(k);
    }
    return lacking;
  }

  /** Keeps a chunk of older frames; the one kept longest goes when there are too many. */
  keep(number, from, items) {
    const chunk = new Run(this.channel, this.name, this.tuned);
    chunk.setTracks(this.tracks);
    chunk.first = from;
    for (const item of items) chunk.push(item);
    this.chunks.set(number, chunk);
    if (this.chunks.size > MOST_CHUNKS) this.chunks.delete(this.chunks.keys().next().value);
    this.version++;
  }

  /** The norms of one frame with what they belong to, for the ear. */
  frame(frame) {
    return this.tracks.map(t => ({
      name: t.name, frozen: !!t.frozen, norm: t.frozen ? 0 : this.value(t.norm, frame),
      strayed: this.value(t.strayed, frame),
    }));
  }

  /** Whether a frame is the first of another epoch than the one before it. */
  epochBegins(frame) {
    const epoch = this.value('epoch', frame), before = this.value('epoch', frame - 1);
    return epoch !== undefined && before !== undefined && epoch !== before;
  }

  /** How many alarms are on at a frame. */
  alarmsOn(frame) {
    let on = 0;
    for (const alarm of this.alarms) {
      if (alarm.frame > frame) break;
      on += alarm.raised ? 1 : -1;
    }
    return Math.max(0, on);
  }
}

