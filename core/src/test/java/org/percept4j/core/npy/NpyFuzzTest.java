package org.percept4j.core.npy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.Mutation;

/** Corrupt .npy files: read or refused by name, in limited time and memory. */
class NpyFuzzTest {

  @TempDir private Path dir;

  @Test
  @Timeout(600)
  void corruptFilesAreReadOrRefused() throws IOException {
    Path file = dir.resolve("x.npy");
    NpyWriter.write(file, Nd4j.arange(12).reshape(3, 4));
    fuzz(Files.readAllBytes(file), file);
    try (InputStream in = getClass().getResourceAsStream("/reference/bilinear/5x4/input.npy")) {
      fuzz(in.readAllBytes(), file);
    }
  }

  private static void fuzz(byte[] good, Path file) throws IOException {
    int refused =
        Mutation.refusals(
            good, file, 1, corrupt -> assertThat(NpyReader.read(corrupt).length()).isNotNegative());
    assertThat(refused).matches(Mutation::isPlausible, "plausible");
  }
}
