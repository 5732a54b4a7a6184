/** Experiments of Luo et al. 2016 repeated: effective receptive fields of untrained networks. */
@NullMarked
package org.percept4j.examples.experiments.erf;

import org.jspecify.annotations.NullMarked;
