package org.percept4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Networks of torchvision in full size against PyTorch, in double precision. Skipped where there is
 * no python3 with torch and torchvision. The larger ones of export.py are left to whoever has the
 * minutes: give their names in the system property {@code percept4j.torch.networks}.
 */
@Timeout(1200)
class FullSizeTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "squeezenet1_0", "mobilenet_v2", "shufflenet_v2_x1_0"})
  void equalsPyTorch(String name) throws Exception {
    check(name);
  }

  @ParameterizedTest
  @MethodSource("more")
  void equalsPyTorchToo(String name) throws Exception {
    Assumptions.assumeFalse(name.isEmpty(), "percept4j.torch.networks names no more networks");
    check(name);
  }

  static List<String> more() {
    return List.of(System.getProperty("percept4j.torch.networks", "").split(","));
  }

  private void check(String name) throws IOException, InterruptedException {
    String python = python();
    Path script = folder.resolve("export.py");
    try (var in = FullSizeTest.class.getResourceAsStream("/onnx/export.py")) {
      Files.copy(Objects.requireNonNull(in), script);
    }
    assertThat(run(python, script.toString(), folder.toString(), name)).isZero();
    TorchCase.Errors errors = new TorchCase(folder, name).compare(DataType.DOUBLE, 1e-4);
    assertThat(errors.mapsFound()).isEqualTo(6);
  }

  /** A Python with torch; the test is skipped if there is none. */
  private static String python() throws InterruptedException {
    for (String python : new String[] {"python3", "/usr/bin/python3"}) {
      if (hasTorch(python)) {
        return python;
      }
    }
    Assumptions.abort("expected python3 with torch and torchvision, got none");
    throw new AssertionError();
  }

  private static boolean hasTorch(String python) throws InterruptedException {
    try {
      return run(python, "-c", "import torch, torchvision") == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }
}
