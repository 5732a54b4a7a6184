/** JMH benchmarks: what the library costs inside training, and how fast it is. */
@NullMarked
package org.percept4j.benchmarks;

import org.jspecify.annotations.NullMarked;
