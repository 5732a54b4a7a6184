// From voices to samples, sample for sample what the Java synthesizer writes. Every constant comes with the mapping.

const squared = (re, im) => re * re + im * im;

/** A raised cosine that rises from 0 to 1 in so many samples. */
function rise(i, ramp) {
  const s = i < ramp ? Math.sin(Math.PI / 2 * (i + 0.5) / ramp) : 1;
  return s * s;
}

function meanSquare(values) {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum / values.length;
}

/** The waveforms of one mapping; those without a pitch are made once. */
export class Synthesis {
  constructor(mapping) {
    this.mapping = mapping;
    this.rate = mapping.sampleRate;
    this.told = mapping.synthesis;
    this.length = mapping.toneSamples;
    const n = this.length;
    const ramp = this.ramp(n);
    this.envelope = Float64Array.from({ length: n }, (_, i) => rise(i, ramp) * rise(n - 1 - i, ramp));
    this.envelopePower = meanSquare(this.envelope);
    this.target = this.targetPower();
    this.fixed = new Map();
  }

  ramp(n) {
    const m = this.mapping;
    return { NONE: 0, RAMPED: Math.min(n >> 1, m.samples(m.rampMillis)), HANN: n >> 1 }[m.envelope];
  }

  targetPower() {
    const m = this.mapping;
    let target = Infinity;
    for (const timbre of m.timbres) {
      const low = this.power(m.minHertz, timbre);
      const high = this.power(Math.min(m.maxHertz, m.highest), timbre);
      target = Math.min(target, m.loudnessCompensated ? this.told.headroom * Math.min(low, high) : Math.sqrt(low * high));
    }
    return target;
  }

  /** The power gain of K-weighting (ITU-R BS.1770-4): how loud a frequency is. */
  kWeight(hertz) {
    const { shelfHertz, shelfQ, shelfGain, shelfBand, cutHertz, cutQ } = this.told;
    const s = hertz / shelfHertz, c = hertz / cutHertz;
    return squared(1 - shelfGain * s * s, shelfBand / shelfQ * s) / squared(1 - s * s, s / shelfQ)
        * squared(c * c, 0) / squared(1 - c * c, c / cutQ);
  }

  power(hertz, timbre) {
    let sum = 0;
    timbre.forEach((strength, h) => {
      const f = hertz * (h + 1);
      if (f < this.rate / 2) sum += strength * strength / 2 * this.kWeight(f);
    });
    return sum;
  }

  gain(power) { return Math.min(1, Math.sqrt(this.target / power)); }

  scaled(out, weighted) {
    const amplitude = Math.min(1, this.mapping.amplitude * Math.sqrt(this.target * this.envelopePower / weighted));
    for (let i = 0; i < out.length; i++) out[i] *= amplitude;
    return out;
  }

  /** One voice, one tone long. */
  wave(voice, timbre) {
    if (voice.sound === 'TONE') {
      const amplitude = this.mapping.amplitude
          * (this.mapping.loudnessCompensated ? this.gain(this.power(voice.hertz, timbre)) : 1);
      return this.tone(voice.hertz, timbre, amplitude);
    }
    const key = voice.sound === 'BELOW_RANGE' ? voice.sound + timbre : voice.sound;
    if (!this.fixed.has(key)) this.fixed.set(key, this.draw(voice.sound, timbre));
    return this.fixed.get(key);
  }

  tone(hertz, timbre, amplitude) {
    const out = this.harmonics(hertz, timbre, amplitude);
    for (let i = 0; i < out.length; i++) out[i] *= this.envelope[i];
    return out;
  }

  harmonics(hertz, timbre, amplitude) {
    const out = new Float64Array(this.length);
    timbre.forEach((strength, h) => {
      const f = hertz * (h + 1);
      if (strength > 0 && f < this.rate / 2) {
        const step = 2 * Math.PI * f / this.rate;
        for (let i = 0; i < out.length; i++) out[i] += amplitude * strength * Math.sin(step * i);
      }
    });
    return out;
  }

  draw(sound, timbre) {
    switch (sound) {
      case 'NAN': return this.noise();
      case 'OVER_RANGE': return this.chirp();
      case 'BELOW_RANGE': return this.stump(timbre);
      case 'ZERO': return this.ticks(2);
      case 'FROZEN': return this.ticks(1);
      default: return new Float64Array(this.length);
    }
  }

  /** Noise from the generator that is told, so that equal runs sound equal. */
  noise() {
    const n = this.length, out = new Float64Array(n);
    const { noiseSeed, noiseFactor, noiseStep } = this.told, factor = BigInt(noiseFactor), step = BigInt(noiseStep);
    let state = BigInt(noiseSeed), weight = 0;
    for (let i = 0; i < n; i++) {
      state = BigInt.asUintN(64, state * factor + step);
      out[i] = Number(BigInt.asIntN(64, state) >> 11n) * 2 ** -52 * this.envelope[i];
      weight += this.kWeight(this.rate / 2 * (i + 0.5) / n) / n;
    }
    return this.scaled(out, weight * meanSquare(out));
  }

  /** A chirp over the octave below the highest pitch. */
  chirp() {
    const n = this.length, out = new Float64Array(n);
    const high = Math.min(this.mapping.maxHertz, this.mapping.highest) / this.rate;
    let weighted = 0;
    for (let i = 0; i < n; i++) {
      const cycles = high / 2 * i + high / 4 * i * i / n;
      out[i] = Math.sin(2 * Math.PI * cycles) * this.envelope[i];
      weighted += out[i] * out[i] * this.kWeight(this.rate * high / 2 * (1 + i / n)) / n;
    }
    return this.scaled(out, weighted);
  }

  /** The tone of the range's lower end, over after half its time, with ramps that fit into it. */
  stump(timbre) {
    const hertz = this.mapping.lowerEnd, out = this.harmonics(hertz, timbre, 1), half = out.length >> 1;
    const ramp = this.ramp(half);
    for (let i = 0; i < half; i++) out[i] *= rise(i, ramp) * rise(half - 1 - i, ramp);
    out.fill(0, half);
    return this.scaled(out, meanSquare(out) * this.kWeight(hertz));
  }

  ticks(count) {
    const out = new Float64Array(this.length);
    const { tickMillis, tickRampMillis, tickHertz, tickShare } = this.told;
    const length = Math.min(out.length >> 2, this.mapping.samples(tickMillis));
    const ramp = Math.min(length >> 1, this.mapping.samples(tickRampMillis));
    const hertz = Math.min(tickHertz, tickShare * this.rate);
    for (let tick = 0; tick < count; tick++) {
      const at = Math.floor(tick * out.length / 2);
      for (let i = 0; i < length; i++) {
        out[at + i] = rise(i, ramp) * rise(length - 1 - i, ramp) * Math.sin(2 * Math.PI * hertz * i / this.rate);
      }
    }
    return this.scaled(out, meanSquare(out) * this.kWeight(hertz));
  }

  /** The mark of an epoch: two partials of a bell that die away. */
  bell() {
    const { bellHertz, bellPartial, bellDecay, bellShare, tickRampMillis } = this.told;
    const n = this.length, out = new Float64Array(n), ramp = this.mapping.samples(tickRampMillis);
    const hertz = Math.min(bellHertz, bellShare * this.rate);
    for (let i = 0; i < n; i++) {
      const phase = 2 * Math.PI * hertz * i / this.rate;
      const decay = Math.exp(-bellDecay * i / n) * rise(i, ramp) * (i < n >> 1 ? 1 : this.envelope[i]);
      out[i] = decay * (Math.sin(phase) + Math.sin(bellPartial * phase)) / 2;
    }
    return this.scaled(out, meanSquare(out) * this.kWeight((1 + bellPartial) / 2 * hertz));
  }

  /**
   * A frame's voices and the pause after them, left and right, equal unless the mapping is stereo;
   * before them a bell if an epoch begins and the mapping marks it.
   */
  render(voices, begins = false) {
    const m = this.mapping, together = m.layout === 'TOGETHER';
    const mark = begins && m.epochMarks ? this.length : 0;
    const length = mark + m.frameSamples(voices.length);
    const left = new Float32Array(length), right = m.stereo ? new Float32Array(length) : left;
    const share = together ? 1 / Math.max(1, voices.length) : 1;
    if (mark) {
      const bell = this.bell(), gain = m.stereo ? Math.SQRT1_2 : 1;
      for (let i = 0; i < mark; i++) {
        left[i] = gain * bell[i];
        if (m.stereo) right[i] = gain * bell[i];
      }
    }
    voices.forEach((voice, v) => {
      const wave = this.wave(voice, m.timbre(v));
      const at = mark + (together ? 0 : v * wave.length);
      const pan = voices.length === 1 ? Math.PI / 4 : Math.PI / 2 * v / (voices.length - 1);
      const a = share * (m.stereo ? Math.cos(pan) : 1), b = share * Math.sin(pan);
      for (let i = 0; i < wave.length; i++) {
        left[at + i] += a * wave[i];
        if (m.stereo) right[at + i] += b * wave[i];
      }
    });
    return [left, right];
  }
}

/** The sign that something is wrong: two falling notes, in samples. */
export function earcon(rate) {
  const notes = [880, 587.33], each = Math.round(0.14 * rate), out = new Float32Array(notes.length * each);
  notes.forEach((hertz, k) => {
    for (let i = 0; i < each; i++) {
      const gain = 0.3 * rise(i, 0.01 * rate) * Math.exp(-5 * i / each) * rise(each - 1 - i, 0.02 * rate);
      out[k * each + i] = gain * (Math.sin(2 * Math.PI * hertz * i / rate) + 0.3 * Math.sin(4 * Math.PI * hertz * i / rate));
    }
  });
  return out;
}
