/** Experiments whose numbers the documentation gives: fields and hypercolumns below, speed here. */
@NullMarked
package org.percept4j.examples.experiments;

import org.jspecify.annotations.NullMarked;
