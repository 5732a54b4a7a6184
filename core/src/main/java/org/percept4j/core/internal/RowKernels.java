package org.percept4j.core.internal;

import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link RowKernel}, the {@link TileKernel} and the {@link SquareKernel} of this machine:
 * those on {@code jdk.incubator.vector}, if the JVM was started with {@code --add-modules
 * jdk.incubator.vector}. Their classes are compiled apart from the others and loaded by name, so
 * nothing here needs the module. {@code -Dpercept4j.vector=false} turns it off.
 */
public final class RowKernels {

  private static final @Nullable RowKernel KERNEL = find("VectorRowKernel", RowKernel.class);
  private static final @Nullable TileKernel TILES = find("VectorTileKernel", TileKernel.class);

  private static final @Nullable SquareKernel SQUARES =
      find("VectorSquareKernel", SquareKernel.class);

  private RowKernels() {}

  /**
   * Returns the kernel.
   *
   * @return null where there is none
   */
  public static @Nullable RowKernel kernel() {
    return KERNEL;
  }

  /**
   * Returns the kernel of 3×3 convolutions.
   *
   * @return null where there is none
   */
  public static @Nullable TileKernel tiles() {
    return TILES;
  }

  /**
   * Returns the kernel of sums of squares.
   *
   * @return null where there is none
   */
  public static @Nullable SquareKernel squares() {
    return SQUARES;
  }

  private static <T> @Nullable T find(String name, Class<T> type) {
    boolean wanted = Boolean.parseBoolean(System.getProperty("percept4j.vector", "true"));
    if (!wanted || ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return null;
    }
    try {
      return Class.forName(RowKernels.class.getPackageName() + "." + name)
          .asSubclass(type)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      return null; // a JDK whose module is another than the one this was compiled for
    }
  }
}
