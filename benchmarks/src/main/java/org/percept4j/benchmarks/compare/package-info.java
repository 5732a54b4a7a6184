/** Our side of the comparison with PyTorch and scikit-learn, and how cost grows with size. */
@NullMarked
package org.percept4j.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
