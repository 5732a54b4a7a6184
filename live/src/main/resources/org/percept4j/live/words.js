// Everything that is said: numbers as people read them, pitches as musicians do, alarms as sentences.

const NOTES = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'];

/** A number in at most seven characters; exact zero and what is no number in words. */
export function number(value) {
  if (value === undefined || value === null) return '';
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : '−infinite';
  if (value === 0) return 'exactly 0';
  const size = Math.abs(value);
  if (size >= 0.001 && size < 10000) return String(Number(value.toPrecision(3)));
  const power = Math.floor(Math.log10(size));
  const mantissa = Number((value / 10 ** power).toPrecision(2));
  return (mantissa === 1 ? '' : mantissa + ' · ') + '10' + superscript(power);
}

/** A name in at most 80 characters: its beginning and its end. */
export function brief(name) {
  return name.length <= 80 ? name : name.slice(0, 55) + '…' + name.slice(-24);
}

/** A whole number raised, as in 10⁻³. */
export function superscript(power) {
  return String(power).replace(/./g, c => c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[c]);
}

/** A whole number with thin spaces between thousands. */
export function count(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

/** The note nearest to a pitch, such as A4. */
export function note(hertz) {
  const midi = Math.round(69 + 12 * Math.log2(hertz / 440));
  return NOTES[((midi % 12) + 12) % 12] + (Math.floor(midi / 12) - 1);
}

function tuned(cents) {
  const size = Math.round(Math.abs(cents));
  return size === 0 ? 'in tune' : `${size} cents too ${cents > 0 ? 'high' : 'low'}`;
}

/** How a voice sounds. */
export function heard(voice) {
  switch (voice.sound) {
    case 'TONE': return voice.cents === undefined ? Math.round(voice.hertz) + ' Hz, ' + note(voice.hertz)
        : note(voice.hertz / 2 ** (voice.cents / 1200)) + ', ' + tuned(voice.cents);
    case 'NAN': return 'noise';
    case 'OVER_RANGE': return 'rising chirp';
    case 'BELOW_RANGE': return 'short low tone';
    case 'ZERO': return 'two ticks';
    case 'FROZEN': return 'one tick (not trained)';
    default: return 'silence';
  }
}

const RAISED = {
  NON_FINITE: a => `The gradient of ${a.track} is no longer a number. The training is lost from here on.`,
  EXPLODING: a => `The gradient of ${a.track} explodes: its norm is ${number(a.value)}. A smaller learning rate usually helps.`,
  VANISHING: a => `The gradient of ${a.track} has almost vanished: its norm is ${number(a.value)}.`,
  DEAD: a => `The gradient of ${a.track} is exactly zero. The layer no longer learns.`,
  STEEP: a => `Gradients ${a.value > 0 ? 'grow' : 'shrink'} ${number(10 ** Math.abs(a.value))}-fold from layer to layer.`,
};

const CLEARED = {
  NON_FINITE: a => `The gradient of ${a.track} is a number again.`,
  EXPLODING: a => `The gradient of ${a.track} no longer explodes.`,
  VANISHING: a => `The gradient of ${a.track} is back.`,
  DEAD: a => `${a.track} learns again.`,
  STEEP: () => 'Gradients are even from layer to layer again.',
};

const SHORT = {
  NON_FINITE: 'not a number', EXPLODING: 'explodes', VANISHING: 'vanishes', DEAD: 'stops learning',
  STEEP: 'gradients uneven',
};

/** An alarm as a sentence that can be read aloud. */
export function sentence(alarm) {
  const say = (alarm.raised ? RAISED : CLEARED)[alarm.kind], track = brief(alarm.track);
  return say ? say({ ...alarm, track }) : `${alarm.kind} in ${track}`;
}

/** An alarm in a few words, for beside the moment it happened. */
export function short(alarm) {
  const words = SHORT[alarm.kind] || alarm.kind;
  return alarm.kind === 'STEEP' ? words : `${brief(alarm.track)} ${words}`;
}
