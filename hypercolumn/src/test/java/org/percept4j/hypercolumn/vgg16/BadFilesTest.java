package org.percept4j.hypercolumn.vgg16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.percept4j.hypercolumn.vgg16.Vgg16Layers.Step;

/** Files that are no VGG-16: refused by name and left alone. */
class BadFilesTest {

  private static final Vgg16Layers NARROW = KerasFixture.NARROW;
  private static final String FIRST = "block1_conv1/block1_conv1";

  @TempDir Path folder;

  private static Map<String, Object> arrays(List<Step> steps) {
    return new LinkedHashMap<>(KerasFixture.random(steps, 1));
  }

  static Stream<Arguments> corrupt() {
    return Stream.of(
        corrupt(
            "a kernel with Theano's axes",
            a -> a.put(FIRST + "_W_1:0", new float[4][3][3][3]),
            "dataset " + FIRST + "_W_1:0: expected shape [3, 3, 3, 4], got [4, 3, 3, 3]"),
        corrupt(
            "a longer bias",
            a -> a.put("block5_conv3/block5_conv3_b_1:0", new float[9]),
            "dataset block5_conv3/block5_conv3_b_1:0: expected shape [8], got [9]"),
        corrupt(
            "a missing bias",
            a -> a.remove(FIRST + "_b_1:0"),
            "group block1_conv1: expected a kernel [3, 3, 3, 4] and a bias [4], got ["
                + FIRST
                + "_W_1:0[3, 3, 3, 4]]"),
        corrupt(
            "a missing layer",
            a -> a.keySet().removeIf(k -> k.startsWith("block4_conv2")),
            "expected VGG-16's groups with weights [block1_conv1,"),
        corrupt(
            "a layer of VGG-19",
            a -> a.put("block3_conv4/kernel", new float[3][3][6][6]),
            "block3_conv4"),
        corrupt(
            "other precision",
            a -> a.put(FIRST + "_b_1:0", new double[4]),
            "dataset "
                + FIRST
                + "_b_1:0: expected 16- or 32-bit floating point numbers, got double; save"),
        corrupt(
            "NaN",
            a -> a.put(FIRST + "_b_1:0", new float[] {1, 2, Float.NaN, 4}),
            "dataset " + FIRST + "_b_1:0: expected finite values, got NaN at position 2"),
        corrupt(
            "infinity",
            a -> a.put(FIRST + "_b_1:0", new float[] {Float.POSITIVE_INFINITY, 2, 3, 4}),
            "expected finite values, got Infinity at position 0"),
        corrupt(
            "a top without classes",
            a -> a.put("fc1/fc1_W_1:0", new float[32][9]),
            "group predictions: expected a bias with a value per class, got none"));
  }

  private static Arguments corrupt(
      String name, Consumer<Map<String, Object>> change, String message) {
    return Arguments.of(name, change, message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("corrupt")
  void corruptFilesAreRefusedAndKept(
      String name, Consumer<Map<String, Object>> change, String message) throws Exception {
    Map<String, Object> arrays = arrays(NARROW.trunk());
    change.accept(arrays);
    Path file = KerasFixture.write(folder.resolve("weights.h5"), arrays);
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> PretrainedVgg16.load(file, NARROW, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + ": ")
        .hasMessageContaining(message);
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void fullyConnectedLayersMustFitTheInput() {
    Map<String, Object> arrays = arrays(NARROW.withTop(5));
    arrays.put("fc1/fc1_W_1:0", new float[8][9]);
    Path file = KerasFixture.write(folder.resolve("weights.h5"), arrays);
    assertThatThrownBy(() -> PretrainedVgg16.load(file, NARROW, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("fc1/fc1_W_1:0: expected shape [32, 9], got [8, 9]");
  }

  @Test
  void thePublicEntryExpectsThePapersWidths() {
    Path file = KerasFixture.write(folder.resolve("weights.h5"), arrays(NARROW.withTop(5)));
    assertThatThrownBy(() -> PretrainedVgg16.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected shape [3, 3, 3, 64], got [3, 3, 3, 4]");
    assertThatThrownBy(() -> PretrainedVgg16.loadTrunk(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected shape [3, 3, 3, 64], got [3, 3, 3, 4]");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void groupsWithoutEndAreRefused(boolean deep) {
    Path file = folder.resolve("groups.h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      WritableGroup group = hdf;
      for (int i = 0; i < (deep ? 12 : 10_001); i++) {
        WritableGroup next = hdf == group || deep ? group.putGroup("g" + i) : group;
        if (!deep && i > 0) {
          group.putGroup("n" + i);
        }
        group = next;
      }
    }
    assertThatThrownBy(() -> PretrainedVgg16.load(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": expected a weights file, got groups without end");
  }

  @Test
  void anEmptyHdf5FileIsNoVgg16() {
    Path file = folder.resolve("empty.h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putDataset("numbers", new float[3]);
    }
    assertThatThrownBy(() -> PretrainedVgg16.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected VGG-16's groups with weights")
        .hasMessageEndingWith("got []");
  }

  @Test
  void missingFilesFoldersAndOtherKindsAreNamed() throws Exception {
    Path none = folder.resolve("none.h5");
    assertThatThrownBy(() -> PretrainedVgg16.load(none))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(none + ": expected a file with VGG-16's weights, got none");
    assertThatThrownBy(() -> PretrainedVgg16.load(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder + ": expected a file")
        .hasMessageEndingWith("got a folder");
    Path page = Files.writeString(folder.resolve("page.h5"), "<html>404</html>");
    assertThatThrownBy(() -> PretrainedVgg16.load(page))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("begins with the bytes 3c 68 74 6d 6c 3e 34 30");
    Path empty = Files.write(folder.resolve("nothing"), new byte[0]);
    assertThatThrownBy(() -> PretrainedVgg16.load(empty))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(empty + ": expected");
  }

  @Test
  void anInterruptedThreadStaysInterrupted() {
    Path file = KerasFixture.write(folder.resolve("weights.h5"), arrays(NARROW.trunk()));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> PretrainedVgg16.load(file, NARROW, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
    assertThat(Thread.interrupted()).isTrue();
  }
}
