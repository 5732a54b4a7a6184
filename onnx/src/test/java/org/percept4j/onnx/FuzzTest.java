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

/** Damaged models are read or refused, never anything else. */
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
      byte[] damaged = damaged(model, random);
      Path file = Files.write(folder.resolve("damaged.onnx"), damaged);
      try {
        OnnxNetwork.read(file);
      } catch (IOException | UnsupportedOperationException e) {
        assertThat(e.getMessage()).as("run %d of seed 7", run).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isBetween(50, 299);
  }

  private static byte[] damaged(byte[] model, Random random) {
    byte[] damaged = model.clone();
    switch (random.nextInt(4)) {
      case 0 -> damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
      case 1 -> {
        int from = random.nextInt(damaged.length - 16);
        int to = random.nextInt(damaged.length - 16);
        System.arraycopy(model, from, damaged, to, 16);
      }
      default -> {
        for (int k = 0; k <= random.nextInt(8); k++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
      }
    }
    return damaged;
  }
}
