/** {@code percept4j}, the one command for those who do not write Java: other programs by name. */
@NullMarked
package org.percept4j.examples.cli;

import org.jspecify.annotations.NullMarked;
