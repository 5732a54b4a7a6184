/**
 * Runs DL4J's own layers on oneDNN: {@code Acceleration}, by the helpers {@code OneDnnConvolution},
 * {@code OneDnnBatchNorm} and {@code MaxPoolingHelper}.
 */
@NullMarked
package org.percept4j.core.acceleration;

import org.jspecify.annotations.NullMarked;
