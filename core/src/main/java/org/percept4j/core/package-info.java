/**
 * What the three tools share: one view over both DL4J network classes, norms, resampling, npy files
 * and pictures. Nothing here knows about sound, receptive fields or hypercolumns.
 */
@NullMarked
package org.percept4j.core;

import org.jspecify.annotations.NullMarked;
