/** Networks that the other programs train: the one of the original script, and its updater. */
@NullMarked
package org.percept4j.examples.networks;

import org.jspecify.annotations.NullMarked;
