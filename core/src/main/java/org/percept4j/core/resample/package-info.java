/**
 * Resizes maps bilinearly: {@code Bilinear} by each convention, and {@code Taps}, the same as
 * weights of neighbours, with the adjoint.
 */
@NullMarked
package org.percept4j.core.resample;

import org.jspecify.annotations.NullMarked;
