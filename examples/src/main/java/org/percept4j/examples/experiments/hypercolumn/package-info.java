/** Every pixel's column: a photo from top to bottom, and scenes in which all classes are known. */
@NullMarked
package org.percept4j.examples.experiments.hypercolumn;

import org.jspecify.annotations.NullMarked;
