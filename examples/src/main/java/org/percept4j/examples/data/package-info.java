/** The bundled data, and the same data in its original form from a folder. */
@NullMarked
package org.percept4j.examples.data;

import org.jspecify.annotations.NullMarked;
