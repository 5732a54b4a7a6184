/**
 * Sound: the norm of each layer's gradient becomes a tone while a network trains.
 *
 * <p>{@link org.percept4j.sonify.GradientSonifier} is the listener that turns gradients into {@link
 * org.percept4j.sonify.GradientFrame frames} and hands them to {@link
 * org.percept4j.sonify.GradientSink sinks}. Everything after the frame runs without a network, so a
 * {@link org.percept4j.sonify.GradientLog} can be rendered again with another {@link
 * org.percept4j.sonify.ToneMapping}.
 *
 * <ul>
 *   <li>In training: {@code ListeningSonifier} is the listener, {@code NormReader} reads a {@code
 *       Selection} of norms, {@code SinkRunner} keeps a slow sink from holding training up.
 *   <li>From a frame to samples: {@code ToneMapping} with {@code Pitches} and {@code Loudness},
 *       {@code Voice}, {@code Waveforms}, {@code Synthesizer}.
 *   <li>Where it goes: {@code SoundSink} to a {@code WavWriter} or {@code LiveOutput}, {@code
 *       MidiSink}, {@code GradientLogWriter}, {@code AlarmSink} for a {@code GradientAlarm}.
 *   <li>Back again: {@code GradientLog}, {@code WavFile}, {@code ToneDecoder}; {@code TwoRuns}
 *       plays two logs against each other.
 * </ul>
 */
@NullMarked
package org.percept4j.sonify;

import org.jspecify.annotations.NullMarked;
