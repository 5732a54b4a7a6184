/**
 * Measures effective receptive fields: which network, which unit, which samples, and what came out.
 * What a unit can see at all is computed in {@code theory}; numbers are taken from maps in {@code
 * measure}; gradients come from {@code core}.
 *
 * <ul>
 *   <li>{@code ErfAnalyzer} and its builder collect {@code ErfSettings}, {@code ErfInputs} and
 *       {@code Networks}; {@code SampledAnalyzer} runs an {@code ErfRun}, which takes {@code
 *       Samples} of an {@code InputLayout}, asks a {@code UnitProbe} for the gradient of a {@code
 *       UnitTarget} and stops by a {@code StoppingRule}.
 *   <li>{@code ErfSums} add up each {@code Term} of a {@code SampleRange}; {@code HalfSamples} make
 *       an {@code Estimate} of them, an {@code Aggregation} a map.
 *   <li>{@code EffectiveReceptiveField} is the result, with {@code AnalysisInfo} and every {@code
 *       Warning}; {@code ErfReport} describes it, {@code ErfPlots} draw and {@code ErfFiles} write
 *       it.
 *   <li>{@code ErfTracker} follows a training, {@code ErfFilm} and {@code FrameImages} show it;
 *       {@code OuterWeightInit} starts one with wide fields; {@code WeightDraw} redraws weights.
 * </ul>
 */
@NullMarked
package org.percept4j.erf;

import org.jspecify.annotations.NullMarked;
