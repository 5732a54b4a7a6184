/**
 * What the three tools share. Nothing here knows about sound, receptive fields or hypercolumns.
 *
 * <p>One view over both DL4J network classes: {@code LayerRef}, {@code NetworkLayers}. Norms of
 * gradients: {@code Norm}, {@code Norms}. Probing, acceleration, resampling, npy files and pictures
 * have packages of their own below.
 */
@NullMarked
package org.percept4j.core;

import org.jspecify.annotations.NullMarked;
