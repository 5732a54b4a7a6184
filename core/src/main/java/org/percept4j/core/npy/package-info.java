/** Reads and writes NumPy's {@code .npy} files: {@code NpyReader}, {@code NpyWriter}. */
@NullMarked
package org.percept4j.core.npy;

import org.jspecify.annotations.NullMarked;
