/**
 * Sound: the norm of each layer's gradient becomes a tone while a network trains.
 *
 * <p>{@link org.percept4j.sonify.GradientSonifier} is the listener that turns gradients into {@link
 * org.percept4j.sonify.GradientFrame frames} and hands them to {@link
 * org.percept4j.sonify.GradientSink sinks}. Everything after the frame runs without a network, so a
 * {@link org.percept4j.sonify.GradientLog} can be rendered again with another {@link
 * org.percept4j.sonify.ToneMapping}.
 */
@NullMarked
package org.percept4j.sonify;

import org.jspecify.annotations.NullMarked;
