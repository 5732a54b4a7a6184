/**
 * What the three tools share. Nothing here knows about sound, receptive fields or hypercolumns.
 *
 * <ul>
 *   <li>One view over both DL4J network classes: {@code LayerRef}, {@code NetworkLayers}.
 *   <li>{@code NetworkProbe}, activations and input gradients. {@code GraphProbe} walks over a
 *       {@code ProbeGraph}, which {@code ProbeGraphBuilder} makes; its operations are {@code
 *       ConvolutionOperation}, {@code MaxPoolingOperation}, …, and in {@code ProbeOperations}.
 *   <li>{@code Acceleration} of DL4J's own layers, by the helpers {@code OneDnnConvolution}, {@code
 *       OneDnnBatchNorm} and {@code MaxPoolingHelper}.
 *   <li>What both run on: {@code NativeConvolution}, {@code DirectConvolution}, {@code MaxPooling},
 *       {@code Nonlinearity}.
 *   <li>{@code Norms} of gradients, {@code Bilinear} resampling, {@code HostFloats}.
 *   <li>Files: {@code NpyReader}, {@code NpyWriter}, {@code SerializedArray}, {@code WholeFile}.
 * </ul>
 */
@NullMarked
package org.percept4j.core;

import org.jspecify.annotations.NullMarked;
