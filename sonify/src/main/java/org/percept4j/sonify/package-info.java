/**
 * Sound: the norm of each layer's gradient becomes a tone while a network trains.
 *
 * <p>{@link org.percept4j.sonify.GradientSonifier} is the listener that turns gradients into frames
 * and hands them to sinks. Only this package touches DL4J; what comes after the frame runs without
 * a network:
 *
 * <ul>
 *   <li>{@code sonify}: {@code ListeningSonifier} is the listener, {@code NormReader} reads a
 *       {@code Selection} of norms.
 *   <li>{@link org.percept4j.sonify.frame}: frames, logs of them, alarms.
 *   <li>{@link org.percept4j.sonify.tone}: from a frame to samples and back.
 *   <li>{@link org.percept4j.sonify.sink}: where frames go.
 * </ul>
 */
@NullMarked
package org.percept4j.sonify;

import org.jspecify.annotations.NullMarked;
