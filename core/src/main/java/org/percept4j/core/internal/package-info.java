/**
 * Serves the project's own modules; no user's business, and not part of the public API.
 *
 * <p>Memory: {@code HostFloats}, {@code Floats}. Files: {@code AtomicFile}. A first error that
 * helps: {@code Backend}. Kernels: {@code NativeConvolution}, {@code MaxPooling}, {@code
 * PlacedWindows}.
 */
@NullMarked
package org.percept4j.core.internal;

import org.jspecify.annotations.NullMarked;
