/** Tests of receptive field theory. */
@NullMarked
package org.percept4j.erf.theory;

import org.jspecify.annotations.NullMarked;
