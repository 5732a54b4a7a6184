/**
 * The norms of training iterations as plain numbers, and what can be told from them without a
 * network: a {@link org.percept4j.sonify.frame.GradientFrame} for each iteration, a {@link
 * org.percept4j.sonify.frame.GradientSink} that takes them, a {@link
 * org.percept4j.sonify.frame.GradientLog} of them on disk, and a {@link
 * org.percept4j.sonify.frame.GradientAlarm} that watches them.
 */
@NullMarked
package org.percept4j.sonify.frame;

import org.jspecify.annotations.NullMarked;
