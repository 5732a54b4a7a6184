@NullMarked
package org.percept4j.spark;

import org.jspecify.annotations.NullMarked;
