/** Training that is heard: the network of the original script, and programs to copy from. */
@NullMarked
package org.percept4j.examples.sonify;

import org.jspecify.annotations.NullMarked;
