/** Tests of receptive field measures. */
@NullMarked
package org.percept4j.erf.measure;

import org.jspecify.annotations.NullMarked;
