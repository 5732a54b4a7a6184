// From norms to what is to sound: the same rules as org.percept4j.sonify.tone in Java.

/** How norms sound, as the program told. */
export class Mapping {
  constructor(told) {
    Object.assign(this, told);
    this.timbres = told.synthesis.harmonics;
    this.voices = Math.min(told.voices, 1 << 30);
  }

  samples(millis) { return Math.round(millis * this.sampleRate / 1000); }
  get toneSamples() { return this.samples(this.toneMillis); }
  timbre(voice) { return this.timbres[voice % this.timbres.length]; }

  voicesFor(tracks) {
    return this.layout === 'TOGETHER' ? tracks : Math.min(tracks, this.voices);
  }

  frameSamples(tracks) {
    const tones = this.layout === 'TOGETHER' ? Math.min(1, tracks) : this.voicesFor(tracks);
    return tones * this.toneSamples + this.samples(this.pauseMillis);
  }

  soundOf(norm) {
    if (Number.isNaN(norm)) return 'NAN';
    if (norm === 0 && !this.zeroIsTone) return 'ZERO';
    const size = Math.abs(norm);
    if (size < this.minNorm && norm !== 0) return 'BELOW_RANGE';
    return size > this.maxNorm || this.hertz(size) >= this.sampleRate / 2 ? 'OVER_RANGE' : 'TONE';
  }

  hertz(norm) {
    const clamped = Math.min(this.maxNorm, Math.max(this.minNorm, norm));
    const u = this.scale === 'LINEAR'
        ? (clamped - this.minNorm) / (this.maxNorm - this.minNorm)
        : Math.log(clamped / this.minNorm) / Math.log(this.maxNorm / this.minNorm);
    const v = this.falling ? 1 - u : u;
    const { minHertz: low, maxHertz: high } = this;
    switch (this.scale) {
      case 'LINEAR': return low + v * (high - low);
      case 'MEL': return this.fromMel(this.mel(low) + v * (this.mel(high) - this.mel(low)));
      case 'LOG': return low * (high / low) ** v;
      default: return this.nearestNote(low * (high / low) ** v);
    }
  }

  mel(hertz) { return this.synthesis.melFactor * Math.log10(1 + hertz / this.synthesis.melHertz); }
  fromMel(m) { return this.synthesis.melHertz * (10 ** (m / this.synthesis.melFactor) - 1); }

  /** The highest pitch of any sound, whatever the mapping asks. */
  get highest() { return this.synthesis.highestShare * this.sampleRate; }
  get lowerEnd() { return Math.min(this.hertz(this.minNorm), this.highest); }

  nearestNote(hertz) {
    let best = 0;
    const near = Math.round(69 + 12 * Math.log(hertz / 440) / Math.log(2));
    for (let n = near - 4; n <= near + 4; n++) {
      const f = 440 * 2 ** ((n - 69) / 12);
      const inScale = this.scale === 'CHROMATIC' || this.synthesis.pentatonic.includes(((n % 12) + 12) % 12);
      const closer = Math.abs(Math.log(f / hertz)) < Math.abs(Math.log(best / hertz));
      if (inScale && f >= this.minHertz && f <= this.maxHertz && (best === 0 || closer)) best = f;
    }
    return best === 0 ? hertz : best;
  }
}

/** Mean and deviation of a layer's recent norms on a logarithmic scale, as Java's RunningRange. */
export class RunningRange {
  /** As a mapping with a tuning tells. */
  constructor({ tuning, synthesis }) {
    this.memory = tuning.memory; this.warmUp = synthesis.warmUp; this.least = synthesis.leastDeviation;
    this.mean = 0; this.variance = 0; this.count = 0;
  }
  /** How many deviations a norm lies from those before it; it then counts among them. */
  deviation(norm) {
    const delta = Math.log10(norm) - this.mean;
    const strayed = this.count < this.warmUp ? 0 : delta / Math.max(this.least, Math.sqrt(this.variance));
    this.count++;
    const weight = 1 / Math.min(this.count, this.memory);
    this.mean += weight * delta;
    this.variance = (1 - weight) * (this.variance + weight * delta * delta);
    return strayed;
  }
}

/** By how many hundredths of a semitone a layer is detuned that strayed so many deviations. */
function detuning({ tuning, synthesis }, deviations) {
  const outside = Math.max(0, Math.abs(deviations) - synthesis.freeDeviations);
  return Math.sign(deviations) * Math.min(tuning.maxCents, tuning.centsPerDeviation * outside);
}

function tunedHertz({ tuning, synthesis }, voice, cents) {
  const octave = Math.floor(voice / tuning.chord.length) % synthesis.octaves;
  const semitones = tuning.chord[voice % tuning.chord.length] + 12 * octave + cents / 100;
  return tuning.rootHertz * 2 ** (semitones / 12);
}

function severity(sound, norm) {
  switch (sound) {
    case 'SILENT': return -3;
    case 'FROZEN': return -2;
    case 'ZERO': return -1;
    case 'BELOW_RANGE': return 0;
    case 'TONE': return Math.max(Number.MIN_VALUE, norm);
    case 'OVER_RANGE': return Number.MAX_VALUE;
    default: return Infinity;
  }
}

/** What one track of a frame sounds by itself, as the voice of that number. */
export function voiceOf(track, mapping, voice) {
  if (track.silent || track.norm === undefined) return { sound: 'SILENT', norm: 0, hertz: NaN };
  if (track.frozen) return { sound: 'FROZEN', norm: 0, hertz: NaN };
  const norm = Math.abs(track.norm);
  const sound = mapping.soundOf(norm);
  if (sound === 'TONE' && mapping.tuning) {
    const cents = detuning(mapping, track.strayed || 0);
    return { sound, norm, cents, hertz: tunedHertz(mapping, voice, cents) };
  }
  const hertz = sound === 'TONE' ? mapping.hertz(norm) : sound === 'BELOW_RANGE' ? mapping.lowerEnd : NaN;
  return { sound, norm, hertz };
}

const weightOf = voice => severity(voice.sound, voice.cents === undefined ? voice.norm : Math.abs(voice.cents));

/** The voices of a frame in the order in which they sound: each its tracks' worst. */
export function voicesOf(frame, mapping) {
  const count = mapping.voicesFor(frame.length);
  const voices = [];
  for (let v = 0; v < count; v++) {
    const first = Math.floor(v * frame.length / count);
    const end = mapping.layout === 'STRIDE' ? first + 1 : Math.floor((v + 1) * frame.length / count);
    let worst = { sound: 'SILENT', norm: 0, hertz: NaN };
    for (let t = first; t < end; t++) {
      const voice = voiceOf(frame[t], mapping, v);
      if (weightOf(voice) > weightOf(worst)) worst = voice;
    }
    voices.push(worst);
  }
  return voices;
}

/** Several frames heard as one: of each track the worst. */
export function worstOf(frames, mapping) {
  if (frames.length === 1) return frames[0];
  const last = frames[frames.length - 1];
  return last.map((track, t) => {
    let worst = track;
    for (const frame of frames) {
      const other = frame[t];
      if (!other || other.name !== track.name || other.frozen) continue;
      if (weightOf(voiceOf(other, mapping, t)) > weightOf(voiceOf(worst, mapping, t))) worst = other;
    }
    return { ...worst, silent: track.silent };
  });
}
