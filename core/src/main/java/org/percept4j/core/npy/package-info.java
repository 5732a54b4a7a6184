/**
 * Arrays on disk: NumPy's {@code .npy} files ({@code NpyReader}, {@code NpyWriter}) and what ND4J
 * writes, from files that nobody vouches for ({@code SerializedArray}).
 */
@NullMarked
package org.percept4j.core.npy;

import org.jspecify.annotations.NullMarked;
