/**
 * Effective receptive fields, measured: which network, which unit, which samples, and what came
 * out. What a unit can see at all is computed in {@code theory}; numbers are taken from maps in
 * {@code measure}; gradients come from {@code core}.
 *
 * <ul>
 *   <li>{@code ErfAnalyzer} collects {@code ErfSettings} and {@code ErfInputs}; an {@code ErfRun}
 *       draws networks and samples, asks a {@code UnitProbe} for their gradients, and adds them to
 *       {@code ErfSums}; an {@code EffectiveReceptiveField} holds the result.
 *   <li>{@code Aggregation} says what becomes of many gradients, {@code Estimate} and {@code
 *       Warning} how far to trust them.
 *   <li>{@code ErfTracker} follows a training; {@code OuterWeightInit} starts one with wide fields.
 *   <li>{@code ErfPlots}, {@code ErfFilm} and {@code FrameImages} draw, {@code ErfFiles} writes.
 * </ul>
 */
@NullMarked
package org.percept4j.erf;

import org.jspecify.annotations.NullMarked;
