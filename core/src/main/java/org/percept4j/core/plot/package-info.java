/**
 * Pictures as PNG files, drawn without a display: heat maps, line plots, spectrograms. What they
 * show is computed elsewhere.
 */
@NullMarked
package org.percept4j.core.plot;

import org.jspecify.annotations.NullMarked;
