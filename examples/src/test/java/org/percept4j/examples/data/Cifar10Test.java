package org.percept4j.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;

class Cifar10Test {

  private static final double[] MEAN = {0.4914, 0.4822, 0.4465};
  private static final double[] DEVIATION = {0.2470, 0.2435, 0.2616};

  @TempDir private Path dir;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bothFormsGiveEveryPictureItsOwnColoursAndLabel(boolean binary) throws IOException {
    if (binary) {
      CifarFiles.writeBinary(dir, 1);
    } else {
      CifarFiles.writeFolders(dir, 2);
    }
    LabelledImages images = LabelledImages.of(dir);
    assertThat(images.side()).isEqualTo(32);
    assertThat(images.channels()).isEqualTo(3);
    DataSet batch = images.batches(false, 10, 1, 4).get(0);
    assertThat(batch.getFeatures().shape()).containsExactly(10, 3, 32, 32);
    INDArray labels = batch.getLabels();
    assertThat(labels.sumNumber().intValue()).isEqualTo(10);
    for (int b = 0; b < 10; b++) {
      int[] colour = CifarFiles.colour(labels.getRow(b).argMax().getInt(0));
      for (int c = 0; c < 3; c++) {
        INDArray plane =
            batch.getFeatures().get(NDArrayIndex.point(b), NDArrayIndex.point(c)).dup();
        double expected = (colour[c] / 255.0 - MEAN[c]) / DEVIATION[c];
        assertThat(plane.minNumber().doubleValue()).isCloseTo(expected, within(1e-5));
        assertThat(plane.maxNumber().doubleValue()).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @Test
  void rowsColumnsAndChannelsAreNotMixedUp() throws IOException {
    CifarFiles.writeBinary(dir, 1);
    byte[] one = new byte[3073];
    one[1 + 1024 + 2 * 32 + 5] = (byte) 255; // green, row 2, column 5
    Files.write(dir.resolve("test_batch.bin"), one);
    INDArray picture = LabelledImages.of(dir).batches(false, 1, 1, 1).get(0).getFeatures();
    assertThat(picture.getDouble(0, 1, 2, 5)).isCloseTo((1 - MEAN[1]) / DEVIATION[1], within(1e-5));
    assertThat(picture.getDouble(0, 1, 5, 2)).isCloseTo(-MEAN[1] / DEVIATION[1], within(1e-5));
    assertThat(picture.getDouble(0, 0, 2, 5)).isCloseTo(-MEAN[0] / DEVIATION[0], within(1e-5));
  }

  @Test
  void allFiveFilesAreTrainedWith() throws IOException {
    CifarFiles.writeBinary(dir, 1);
    LabelledImages images = LabelledImages.of(dir);
    assertThat(images.batches(true, 50, 1, 1).get(0).getLabels().sum(0).toDoubleVector())
        .containsOnly(5.0);
    assertThatThrownBy(() -> images.batches(true, 51, 1, 1))
        .hasMessage("batchSize: expected 1 to 50, got 51");
  }

  @Test
  void badBinaryFilesAreNamed() throws IOException {
    refused("expected MNIST's files, or CIFAR-10");
    CifarFiles.writeBinary(dir, 1);
    Path file = dir.resolve("test_batch.bin");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    refused("test_batch.bin: expected CIFAR-10 with 3073 bytes for each picture, got 30729 bytes");
    Files.write(file, new byte[0]);
    refused("got 0 bytes");
    whole[3073] = 17;
    Files.write(file, whole);
    assertThatThrownBy(() -> LabelledImages.of(dir).batches(false, 10, 1, 1))
        .hasMessage(file + ": expected a label of 0 to 9 for picture 1, got 17");
    Files.delete(file);
    refused("test_batch.bin");
    Files.write(file, new byte[3073]);
    Files.delete(dir.resolve("data_batch_4.bin"));
    refused("data_batch_4.bin");
  }

  @Test
  void badFoldersAreNamed() throws IOException {
    CifarFiles.writeFolders(dir, 1);
    Path file = dir.resolve("test/class3/0.png");
    CifarFiles.writePng(file, 28, 1, 2, 3);
    corrupt(file + ": expected 32 x 32 pixels, got 28 x 28");
    byte[] whole = Files.readAllBytes(dir.resolve("test/class4/0.png"));
    Files.write(file, Arrays.copyOf(whole, 60));
    corrupt(file + ": expected a whole picture, got one that is truncated");
    Files.write(file, new byte[60]);
    corrupt(file + ": expected a PNG, JPEG, GIF, BMP or TIFF picture, got something else");
    Files.delete(file);
    refused("class3: expected PNG, JPEG or BMP files, got none of them");
    Files.delete(file.getParent());
    refused("test: expected 10 folders, one for each class, got 9");
    for (int label : new int[] {0, 1, 2, 4, 5, 6, 7, 8, 9}) {
      Files.delete(dir.resolve("test/class" + label + "/0.png"));
      Files.delete(dir.resolve("test/class" + label));
    }
    Files.delete(dir.resolve("test"));
    refused("expected a folder with one folder for each class");
  }

  private void refused(String message) {
    assertThatThrownBy(() -> LabelledImages.of(dir))
        .isInstanceOf(IOException.class)
        .satisfies(e -> assertThat(e.toString()).contains(message).contains(dir.toString()));
  }

  private void corrupt(String message) {
    assertThatThrownBy(() -> LabelledImages.of(dir).batches(false, 10, 1, 1))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }
}
