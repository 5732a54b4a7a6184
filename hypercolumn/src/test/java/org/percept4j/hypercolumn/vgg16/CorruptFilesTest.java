package org.percept4j.hypercolumn.vgg16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hundreds of corrupt files: each loads or is refused with an {@link IOException} that names it,
 * and none makes the reader hang or claim memory by what the file says.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CorruptFilesTest {

  private static final Vgg16Layers TINY = new Vgg16Layers(List.of(1, 1, 1, 1, 1), 1, 32);

  @TempDir Path folder;

  private interface Reader {
    void read(Path file) throws IOException;
  }

  private boolean refused(byte[] bytes, String name, Reader reader) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    try {
      reader.read(file);
      return false;
    } catch (IOException e) {
      assertThat(e).hasMessageContaining(file.toString());
      return true;
    } catch (Throwable e) {
      return fail("expected an IOException", e);
    }
  }

  private static void loadTiny(Path file) throws IOException {
    PretrainedVgg16.load(file, TINY, false);
  }

  private byte[] keras() throws IOException {
    Path file = folder.resolve("whole.h5");
    KerasFixture.write(file, KerasFixture.random(TINY.withTop(2), 1));
    return Files.readAllBytes(file);
  }

  private byte[] zoo() throws IOException {
    Path file = folder.resolve("whole.zip");
    ModelSerializer.writeModel(TINY.zeroNetwork(TINY.withTop(2)), file.toFile(), false);
    return Files.readAllBytes(file);
  }

  /** Some bytes replaced, most of them by values that make sizes and addresses wrong. */
  private static byte[] mutated(byte[] whole, SplittableRandom random, int from, int to) {
    byte[] bytes = whole.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = from + random.nextInt(to - from);
      int value =
          switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 0xFF;
            case 2 -> 0x7F;
            default -> random.nextInt(256);
          };
      int length = random.nextInt(3) == 0 ? 8 : 1;
      Arrays.fill(bytes, at, Math.min(to, at + length), (byte) value);
    }
    return bytes;
  }

  @Test
  void everyTruncationIsRefused() throws Exception {
    byte[] keras = keras();
    byte[] zoo = zoo();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100; i++) {
      byte[] shorter = Arrays.copyOf(keras, random.nextInt(keras.length - 100));
      assertThat(refused(shorter, "short.h5", CorruptFilesTest::loadTiny)).isTrue();
      shorter = Arrays.copyOf(zoo, random.nextInt(zoo.length));
      assertThat(refused(shorter, "short.zip", CorruptFilesTest::loadTiny)).isTrue();
    }
  }

  @Test
  void changedHdf5FilesLoadOrAreRefused() throws Exception {
    byte[] keras = keras();
    SplittableRandom random = new SplittableRandom(2);
    int refused = 0;
    for (int i = 0; i < 800; i++) {
      byte[] other = mutated(keras, random, 0, keras.length);
      refused += refused(other, "changed.h5", CorruptFilesTest::loadTiny) ? 1 : 0;
    }
    assertThat(refused).isBetween(100, 800);
  }

  @Test
  void changedZipsLoadOrAreRefused() throws Exception {
    byte[] zoo = zoo();
    SplittableRandom random = new SplittableRandom(3);
    int refused = 0;
    for (int i = 0; i < 250; i++) {
      byte[] other = mutated(zoo, random, 0, zoo.length);
      refused += refused(other, "changed.zip", CorruptFilesTest::loadTiny) ? 1 : 0;
    }
    assertThat(refused).isBetween(100, 250);
  }

  /** Keras wrote these with the HDF5 library, in its older format without checksums. */
  @ParameterizedTest
  @ValueSource(strings = {"squeezenet_v1.1_notop.h5", "fer2013_mini_XCEPTION.h5"})
  void changedRealFilesAreReadOrRefused(String name) throws Exception {
    byte[] whole = Files.readAllBytes(RealWeights.file(name));
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 100; i++) {
      refused(
          mutated(whole, random, 0, i % 2 == 0 ? 4096 : whole.length),
          "changed.h5",
          file -> {
            for (var array : Hdf5Weights.read(file)) {
              assertThat(array.values().remaining()).isLessThanOrEqualTo(whole.length / 4);
            }
          });
    }
  }
}
