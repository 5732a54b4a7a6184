/** Shows the tools on a Spark cluster. */
@NullMarked
package org.percept4j.examples.spark;

import org.jspecify.annotations.NullMarked;
