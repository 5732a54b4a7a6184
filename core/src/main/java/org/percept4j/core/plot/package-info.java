/**
 * Draws, without a display: lines, bars, spectrograms and maps beside each other as SVG, heat maps
 * as PNG. What is shown is computed elsewhere.
 */
@NullMarked
package org.percept4j.core.plot;

import org.jspecify.annotations.NullMarked;
