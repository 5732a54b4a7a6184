package org.percept4j.hypercolumn.vgg16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Files of trained weights that the project may not contain. */
final class RealWeights {

  private RealWeights() {}

  /** The file, or the test is skipped; where it is required, the test fails. */
  static Path file(String name) {
    Path file = Path.of(System.getProperty("percept4j.weights", "")).normalize().resolve(name);
    if (Boolean.getBoolean("percept4j.weights.required")) {
      assertThat(file).as("required by percept4j.weights.required").isRegularFile();
    }
    assumeTrue(
        Files.isRegularFile(file),
        () -> "no " + name + " in " + file.getParent() + " (system property percept4j.weights)");
    return file;
  }
}
