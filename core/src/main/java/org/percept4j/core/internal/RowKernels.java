package org.percept4j.core.internal;

import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link RowKernel} of this machine: one on {@code jdk.incubator.vector}, if the JVM was
 * started with {@code --add-modules jdk.incubator.vector}. Its class is compiled apart from the
 * others and loaded by name, so nothing here needs the module. {@code -Dpercept4j.vector=false}
 * turns it off.
 */
public final class RowKernels {

  private static final @Nullable RowKernel KERNEL = find();

  private RowKernels() {}

  /**
   * Returns the kernel.
   *
   * @return null where there is none
   */
  public static @Nullable RowKernel kernel() {
    return KERNEL;
  }

  private static @Nullable RowKernel find() {
    boolean wanted = Boolean.parseBoolean(System.getProperty("percept4j.vector", "true"));
    if (!wanted || ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return null;
    }
    try {
      return Class.forName(RowKernels.class.getPackageName() + ".VectorRowKernel")
          .asSubclass(RowKernel.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      return null; // a JDK whose module is another than the one this was compiled for
    }
  }
}
