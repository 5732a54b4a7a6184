/**
 * Holds receptive field maps and measures them: sizes, a Gaussian fit, moments, radial profiles,
 * area ratios and peaks. Pure arithmetic on plain arrays.
 */
@NullMarked
package org.percept4j.erf.measure;

import org.jspecify.annotations.NullMarked;
