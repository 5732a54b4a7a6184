/** Measures the tools over Spark. */
@NullMarked
package org.percept4j.benchmarks.spark;

import org.jspecify.annotations.NullMarked;
