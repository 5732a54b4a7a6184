package org.percept4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * ONNX's own tests of each operator: every model gives what is expected and exact gradients, or is
 * refused by name. Skipped where Debian's package libonnx-testdata is not installed.
 */
class OperatorModelsTest {

  /** The expected outputs are in single precision, ours in double. */
  private static final double TOLERANCE = 1e-5;

  @TestFactory
  Stream<DynamicTest> equalsOrIsRefused() throws IOException {
    Assumptions.assumeTrue(
        Files.isDirectory(OperatorModels.FOLDER), "expected Debian's libonnx-testdata, got none");
    return Stream.of("node", "pytorch-converted", "pytorch-operator")
        .flatMap(OperatorModelsTest::models)
        .map(
            folder ->
                DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
  }

  private static Stream<Path> models(String kind) {
    try {
      return OperatorModels.all(kind).stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void check(Path folder) throws IOException {
    OperatorModels.Result result = OperatorModels.run(folder);
    if (result.refusal().isEmpty()) {
      assertThat(result.output()).as("output").isLessThan(TOLERANCE);
      assertThat(result.gradient()).as("gradient").isLessThan(TOLERANCE);
    } else {
      assertThat(result.refusal()).containsAnyOf("expected", "integers", "dimensions");
    }
  }
}
