package org.percept4j.core.internal;

import org.nd4j.linalg.factory.Nd4j;

/** Says what to add where the user's class path has no ND4J backend. */
public final class Backend {

  private Backend() {}

  /**
   * Loads ND4J's backend.
   *
   * @throws IllegalStateException if there is none on the class path, or it cannot be loaded; the
   *     message says what to add
   */
  public static void require() {
    try {
      Nd4j.getBackend();
    } catch (LinkageError e) { // of which ND4J's class is initialised with errors, or was before
      throw new IllegalStateException(
          "backend: expected an ND4J backend on the class path, got none that can be loaded; add"
              + " org.nd4j:nd4j-native of ND4J's version with the classifier of your system (such"
              + " as linux-x86_64-onednn), or org.nd4j:nd4j-native-platform for all systems",
          e);
    }
  }
}
