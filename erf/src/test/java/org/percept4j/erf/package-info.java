/** Tests of measured receptive fields. */
@NullMarked
package org.percept4j.erf;

import org.jspecify.annotations.NullMarked;
