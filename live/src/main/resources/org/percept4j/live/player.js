// When which frame sounds: live as frames come, or again from any moment.

import { voicesOf, worstOf } from './mapping.js';
import { Synthesis, earcon } from './synthesis.js';

const AHEAD = 0.2;       // seconds that are scheduled before they are heard
const MOST_MERGED = 512; // frames heard as one when sound falls behind

export class Player {
  /** `frames` gives a run's frame for the ear, or undefined beyond its end. */
  constructor(frames) {
    this.frames = frames;
    this.context = null; this.mapping = null; this.synthesis = null;
    this.playing = false; this.position = 0; this.live = true; this.speed = 1;
    this.quiet = false; this.merged = 1; this.due = 0; this.sounding = []; this.nodes = new Set();
    this.volume = 0.7; this.muted = false; this.tail = null;
  }

  setMapping(mapping) {
    const old = this.mapping;
    this.mapping = mapping;
    this.synthesis = new Synthesis(mapping);
    if (this.context && old && old.sampleRate !== mapping.sampleRate) this.openContext();
  }

  /** Begins; must first be called from a click or key, as browsers ask. */
  play() {
    if (!this.context) this.openContext();
    this.context.resume();
    this.playing = true;
    this.due = this.context.currentTime + 0.05;
    if (!this.timer) this.timer = setInterval(() => this.schedule(), 40);
    this.schedule();
  }

  pause() {
    this.playing = false;
    this.stop();
  }

  openContext() {
    if (this.context) this.context.close();
    this.context = new AudioContext({ sampleRate: this.mapping.sampleRate, latencyHint: 'interactive' });
    this.gain = this.context.createGain();
    this.gain.connect(this.context.destination);
    this.due = 0; this.sounding = []; this.nodes.clear();
    this.applyVolume();
  }

  applyVolume() {
    if (this.gain) this.gain.gain.value = this.muted ? 0 : this.volume ** 2;
  }

  /** Goes to a frame; from there on it plays at its own pace. */
  seek(frame, live) {
    this.position = frame;
    this.live = live;
    this.stop();
    if (this.context) this.due = this.context.currentTime + 0.03;
  }

  stop() {
    for (const node of this.nodes) node.stop();
    this.nodes.clear();
    this.sounding = [];
  }

  /** One moment, now, whether playing or not. */
  audition(frame) {
    if (!this.context) return;
    this.stop();
    const block = this.block([frame]);
    if (block) this.start(block, this.context.currentTime + 0.02, frame);
  }

  schedule() {
    if (!this.playing || !this.context) return;
    const now = this.context.currentTime;
    if (this.due < now) this.due = now + 0.02;
    while (this.playing && this.due < now + AHEAD) {
      const end = this.frames.end();
      const waiting = Math.floor(end - this.position);
      if (waiting <= 0) {
        this.live = this.live || this.frames.isLive();
        if (!this.frames.isLive()) { this.playing = false; this.frames.finished(); }
        break;
      }
      // At the live edge everything that waits is heard at once, the worst of it; else the pace is ours.
      const step = this.live ? Math.min(waiting, MOST_MERGED) : Math.max(1, Math.round(this.speed));
      const from = this.live ? end - step : this.position;
      const numbers = [];
      for (let f = from; f < Math.min(end, from + step); f++) numbers.push(f);
      this.merged = numbers.length;
      const block = this.block(numbers);
      const frame = numbers[numbers.length - 1];
      this.position = frame + 1;
      if (!block) continue;
      this.start(block, this.due, frame);
      const seconds = block[0].length / this.context.sampleRate;
      this.due += this.live ? seconds : seconds / Math.min(1, this.speed);
    }
  }

  /** The samples of some frames heard as one: A alone in both ears, or A left and B right. */
  block(numbers) {
    const heard = side => {
      const frames = numbers.map(f => this.frames.frame(side, f)).filter(f => f && f.length);
      if (!frames.length) return null;
      const begins = numbers.some(f => this.frames.epochBegins(side, f));
      return this.synthesis.render(voicesOf(worstOf(frames, this.mapping), this.mapping), begins);
    };
    const a = heard(0);
    const b = this.frames.hasOther() ? heard(1) : null;
    if (!this.frames.hasOther()) return a;
    if (!a && !b) return null;
    return [a ? a[0] : new Float32Array(b[0].length), b ? b[0] : new Float32Array(a[0].length)];
  }

  start(block, at, frame) {
    const length = Math.max(block[0].length, block[1].length);
    const silent = this.quiet && !this.frames.isAlarming(frame);
    this.sounding.push({ at, frame });
    if (this.quiet && this.frames.hasNewAlarm(frame)) this.sound([earcon(this.context.sampleRate)], at);
    if (silent) return;
    this.sound(block, at, length);
  }

  sound(block, at) {
    const length = Math.max(...block.map(b => b.length));
    const buffer = this.context.createBuffer(block.length, length, this.context.sampleRate);
    block.forEach((samples, c) => buffer.copyToChannel(samples, c));
    const node = this.context.createBufferSource();
    node.buffer = buffer;
    node.connect(this.gain);
    node.start(at);
    this.nodes.add(node);
    node.onended = () => this.nodes.delete(node);
  }

  /** The frame that is heard now, or undefined. */
  heardNow() {
    if (!this.context) return undefined;
    const now = this.context.currentTime;
    while (this.sounding.length > 1 && this.sounding[1].at <= now) this.sounding.shift();
    const first = this.sounding[0];
    return first && first.at <= now ? first.frame : undefined;
  }
}

/** Renders frames by the browser's own audio engine, for tests and for saving: [left, right]. */
export async function renderOffline(mapping, frames, begins = []) {
  const synthesis = new Synthesis(mapping);
  const blocks = frames.map((frame, f) => synthesis.render(voicesOf(frame, mapping), begins[f]));
  const length = blocks.reduce((sum, block) => sum + block[0].length, 0);
  const context = new OfflineAudioContext(2, Math.max(1, length), mapping.sampleRate);
  let at = 0;
  for (const block of blocks) {
    const buffer = context.createBuffer(2, block[0].length, mapping.sampleRate);
    block.forEach((samples, c) => buffer.copyToChannel(samples, c));
    const node = context.createBufferSource();
    node.buffer = buffer;
    node.connect(context.destination);
    node.start(at / mapping.sampleRate);
    at += block[0].length;
  }
  const rendered = await context.startRendering();
  return [rendered.getChannelData(0), rendered.getChannelData(1)];
}
