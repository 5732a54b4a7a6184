/** Reads pictures, in every way they come from users, to one plain form. */
@NullMarked
package org.percept4j.core.image;

import org.jspecify.annotations.NullMarked;
