/** Short programs to read first and to copy from; they use nothing but the library and DL4J. */
@NullMarked
package org.percept4j.examples.quickstart;

import org.jspecify.annotations.NullMarked;
