/** Hypercolumns: the activations of chosen layers at every pixel, as a virtual volume. */
@NullMarked
package org.percept4j.hypercolumn;

import org.jspecify.annotations.NullMarked;
