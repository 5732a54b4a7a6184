/** VGG-16 with weights trained on ImageNet: reading, downloading and feeding it. */
@NullMarked
package org.percept4j.hypercolumn.vgg16;

import org.jspecify.annotations.NullMarked;
