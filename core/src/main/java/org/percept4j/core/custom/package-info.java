/** What layers and vertices of your own declare, so that the tools can look through them. */
@NullMarked
package org.percept4j.core.custom;

import org.jspecify.annotations.NullMarked;
