/**
 * From frames to sound, without a network: which pitch, how long, how loud.
 *
 * <p>A {@link org.percept4j.sonify.tone.ToneMapping} says how norms sound, {@link
 * org.percept4j.sonify.tone.Voicing} turns a frame into {@link org.percept4j.sonify.tone.Voice
 * voices} (the one place where pitches are computed), {@link org.percept4j.sonify.tone.Synthesizer}
 * turns those into samples, and {@link org.percept4j.sonify.tone.ToneDecoder} reads the norms back.
 * {@code Waveforms} draws each sound, {@code Levels} makes all equally loud.
 */
@NullMarked
package org.percept4j.sonify.tone;

import org.jspecify.annotations.NullMarked;
