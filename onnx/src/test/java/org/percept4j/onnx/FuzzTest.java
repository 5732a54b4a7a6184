package org.percept4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Corrupt models are read or refused, never anything else. */
@Timeout(600)
class FuzzTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"grouped", "squeezenet"})
  void isReadOrRefused(String name) throws Exception {
    byte[] model = Files.readAllBytes(TorchTest.bundled().resolve(name + ".onnx"));
    Random random = new Random(7);
    int refused = 0;
    for (int run = 0; run < 300; run++) {
      byte[] corrupt = corrupt(model, random);
      Path file = Files.write(folder.resolve("corrupt.onnx"), corrupt);
      try {
        OnnxNetwork.read(file);
      } catch (IOException | UnsupportedOperationException e) {
        assertThat(e.getMessage()).as("run %d of seed 7", run).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isBetween(50, 299);
  }

  private static byte[] corrupt(byte[] model, Random random) {
    byte[] corrupt = model.clone();
    switch (random.nextInt(4)) {
      case 0 -> corrupt = Arrays.copyOf(corrupt, random.nextInt(corrupt.length));
      case 1 -> {
        int from = random.nextInt(corrupt.length - 16);
        int to = random.nextInt(corrupt.length - 16);
        System.arraycopy(model, from, corrupt, to, 16);
      }
      default -> {
        for (int k = 0; k <= random.nextInt(8); k++) {
          corrupt[random.nextInt(corrupt.length)] = (byte) random.nextInt();
        }
      }
    }
    return corrupt;
  }
}
