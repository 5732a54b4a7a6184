/** Sound: norms of gradients become tones while a network trains. */
@NullMarked
package org.percept4j.sonify;

import org.jspecify.annotations.NullMarked;
