/** Programs to run and copy from, one main for each thing a reader wants to see or hear. */
@NullMarked
package org.percept4j.examples;

import org.jspecify.annotations.NullMarked;
