/**
 * Looks into a network: activations of chosen layers and the gradient of any unit with respect to
 * the input.
 *
 * <p>{@code NetworkProbe} is the way in. {@code GraphProbe} walks over a {@code ProbeGraph}, which
 * {@code ProbeGraphBuilder} makes of either network class; each operation has a file of its own,
 * {@code ConvolutionOperation}, {@code BatchNormOperation}, {@code VertexOperation} …
 */
@NullMarked
package org.percept4j.core.probe;

import org.jspecify.annotations.NullMarked;
