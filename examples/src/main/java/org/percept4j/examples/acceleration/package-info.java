/** Training faster: networks on oneDNN beside the same networks as DL4J runs them. */
@NullMarked
package org.percept4j.examples.acceleration;

import org.jspecify.annotations.NullMarked;
