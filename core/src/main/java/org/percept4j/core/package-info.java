/**
 * What the three tools share. Nothing here knows about sound, receptive fields or hypercolumns.
 *
 * <p>One view over both DL4J network classes: {@code NetworkStructure} (what is connected to what),
 * {@code NetworkInput} (what it takes), {@code NetworkLayers}, {@code LayerRef} and {@code
 * ParameterHolder} (what it has), {@code Networks} (what both classes know). Norms of gradients:
 * {@code Norm}, {@code Norms}. Random streams: {@code Seeds}. Probing, acceleration, resampling,
 * npy files, reading pictures and plots have packages of their own below.
 */
@NullMarked
package org.percept4j.core;

import org.jspecify.annotations.NullMarked;
