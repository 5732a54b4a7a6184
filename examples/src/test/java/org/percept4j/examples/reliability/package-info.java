/** What only all three tools together show: depth, data types. */
@NullMarked
package org.percept4j.examples.reliability;

import org.jspecify.annotations.NullMarked;
