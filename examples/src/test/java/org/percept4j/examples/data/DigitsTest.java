package org.percept4j.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;

class DigitsTest {

  @TempDir private Path dir;

  @Test
  void theBundledDigitsAreWholeAndNormalisedAsMnistIs() throws IOException {
    assertThat(Digits.bundled(true).size()).isEqualTo(8000);
    assertThat(Digits.bundled(false).size()).isEqualTo(2000);
    List<DataSet> batches = Digits.bundled(true).batches(1000, 8, 3);
    double mean = 0;
    for (DataSet batch : batches) {
      mean += batch.getFeatures().meanNumber().doubleValue() / 8;
      assertThat(batch.getLabels().sumNumber().doubleValue()).isEqualTo(1000);
      for (int c = 0; c < 10; c++) {
        assertThat(batch.getLabels().getColumn(c).sumNumber().doubleValue()).isBetween(60.0, 150.0);
      }
    }
    assertThat(mean).isCloseTo(0, within(0.02));
  }

  @Test
  void batchesAreSeededAndCoverAPassOnce() throws IOException {
    Digits digits = Digits.bundled(false);
    float[] one = digits.batches(10, 1, 5).get(0).getFeatures().data().asFloat();
    assertThat(digits.batches(10, 1, 5).get(0).getFeatures().data().asFloat()).isEqualTo(one);
    assertThat(digits.batches(10, 1, 6).get(0).getFeatures().data().asFloat()).isNotEqualTo(one);
    assertThatThrownBy(() -> digits.batches(2001, 1, 1))
        .hasMessage("batchSize: expected 1 to 2000, got 2001");
  }

  @Test
  void aFolderInIdxFormIsReadAndBadFilesAreNamed() throws IOException {
    Path images = dir.resolve("t10k-images-idx3-ubyte");
    Path labels = dir.resolve("t10k-labels-idx1-ubyte");
    Files.write(images, idx(2, 2 * 784, 28, 28));
    Files.write(labels, idx(2, 2));
    assertThat(Digits.from(dir, false).size()).isEqualTo(2);
    Files.write(labels, idx(3, 3));
    refused("expected as many labels as images, got 3 and 2");
    Files.write(labels, idx(2, 1));
    refused("ends too early");
    Files.write(labels, idx(2, 2, 28));
    refused("with 1 dimensions, got magic number 0x00000802");
    Files.write(labels, idx(Integer.MAX_VALUE, 1));
    refused("expected a smaller file");
    Files.delete(labels);
    refused("expected this file or the same with .gz");
  }

  private void refused(String message) {
    assertThatThrownBy(() -> Digits.from(dir, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("t10k");
  }

  private static byte[] idx(int count, int bytes, int... rest) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(out);
    data.writeInt(0x800 | (rest.length + 1));
    data.writeInt(count);
    for (int side : rest) {
      data.writeInt(side);
    }
    byte[] content = new byte[bytes];
    Arrays.fill(content, (byte) 1);
    data.write(content);
    return out.toByteArray();
  }
}
