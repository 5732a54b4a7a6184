/** Tests of learning on pixels: dense algorithms in double precision as oracles. */
@NullMarked
package org.percept4j.hypercolumn.learn;

import org.jspecify.annotations.NullMarked;
