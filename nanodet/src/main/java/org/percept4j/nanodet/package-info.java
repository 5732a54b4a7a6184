/**
 * Brings a small pretrained network: NanoDet, trained on COCO's 80 kinds of things, as a
 * DeepLearning4J graph.
 */
@NullMarked
package org.percept4j.nanodet;

import org.jspecify.annotations.NullMarked;
