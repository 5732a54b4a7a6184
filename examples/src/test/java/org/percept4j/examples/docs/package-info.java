/** Proves that the code blocks of the README and of {@code docs/} compile and run. */
@NullMarked
package org.percept4j.examples.docs;

import org.jspecify.annotations.NullMarked;
