/** Tests of VGG-16: files that the tests write, and a plain evaluation as the oracle. */
@NullMarked
package org.percept4j.hypercolumn.vgg16;

import org.jspecify.annotations.NullMarked;
