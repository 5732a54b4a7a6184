package org.percept4j.hypercolumn.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.Dense;
import org.percept4j.hypercolumn.Hypercolumns;

/** Fitted models come back as they were, and nothing else is taken for one. */
class ModelFileTest {

  private static final int CORRUPTIONS = 400;

  @TempDir Path dir;

  private final Hypercolumns columns = Dense.random(6, 7, Convention.HALF_PIXEL, 1);

  private PixelClassifier classifier() {
    int[] labels = new int[columns.pixels()];
    Arrays.setAll(labels, p -> p % 3);
    return LogisticRegression.builder(3).steps(3).build().fit(columns, labels);
  }

  @Test
  void modelsComeBackEqual() throws IOException {
    PixelScaler scaler = PixelScaler.fit(columns);
    scaler.save(dir.resolve("scaler.npz"));
    assertThat(PixelScaler.load(dir.resolve("scaler.npz"))).isEqualTo(scaler);
    PixelPca pca = PixelPca.fit(columns, 4);
    pca.save(dir.resolve("pca.npz"));
    assertThat(PixelPca.load(dir.resolve("pca.npz"))).isEqualTo(pca).hasToString(pca.toString());
    PixelClusters clusters = PixelClusters.fit(columns, 3, 1);
    clusters.save(dir.resolve("clusters.npz"));
    PixelClusters read = PixelClusters.load(dir.resolve("clusters.npz"));
    assertThat(read).isEqualTo(clusters).hasSameHashCodeAs(clusters);
    assertThat(read.predict(columns)).containsExactly(clusters.predict(columns));
    PixelClassifier classifier = classifier();
    classifier.save(dir.resolve("classifier.npz"));
    assertThat(PixelClassifier.load(dir.resolve("classifier.npz"))).isEqualTo(classifier);
    float[][] targets = {columns.meanMap().data().asFloat()};
    PixelRegression regression = PixelRegression.fit(columns, targets, 1);
    regression.save(dir.resolve("regression.npz"));
    assertThat(PixelRegression.load(dir.resolve("regression.npz"))).isEqualTo(regression);
    byte[] before = Files.readAllBytes(dir.resolve("scaler.npz"));
    scaler.save(dir.resolve("scaler.npz"));
    assertThat(dir.resolve("scaler.npz")).hasBinaryContent(before);
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files).hasSize(5);
    }
  }

  @Test
  void numpyReadsThemAndWritesWhatIsRead() throws Exception {
    assumeThat(python("import numpy")).isZero();
    PixelPca pca = PixelPca.fit(columns, 4);
    pca.save(dir.resolve("pca.npz"));
    String check =
        "import numpy as n; f=n.load('pca.npz'); assert f['PixelPca_v1'].shape==(0,);"
            + " c=f['components']; assert c.shape==(4,56) and c.dtype==n.float64;"
            + " assert abs(c@c.T-n.eye(4)).max()<1e-9; n.savez('again.npz', **f)";
    assertThat(python(check)).isZero();
    assertThat(PixelPca.load(dir.resolve("again.npz"))).isEqualTo(pca);
  }

  private int python(String code) throws Exception {
    try {
      return new ProcessBuilder("python3", "-c", code)
          .directory(dir.toFile())
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void otherFilesAreRefusedByName() throws IOException {
    Path file = dir.resolve("a.npz");
    PixelScaler.fit(columns).save(file);
    assertThatThrownBy(() -> PixelPca.load(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            file
                + ": expected a file of PixelPca_v1, got arrays [PixelScaler_v1, deviations,"
                + " means]");
    assertThatThrownBy(() -> PixelPca.load(dir.resolve("none.npz")))
        .isInstanceOf(NoSuchFileException.class);
    Path text = Files.writeString(dir.resolve("b.npz"), "no zip");
    assertThatThrownBy(() -> PixelPca.load(text))
        .isInstanceOf(IOException.class)
        .hasMessage(text + ": expected a whole .npz file, got one that is corrupt");
    Path compressed = dir.resolve("c.npz");
    try (OutputStream out = Files.newOutputStream(compressed);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("means.npy"));
      zip.write(new byte[1 << 20]);
      zip.closeEntry();
    }
    assertThatThrownBy(() -> PixelScaler.load(compressed))
        .hasMessage(
            compressed + ": expected arrays without compression (numpy.savez), got \"means.npy\"");
  }

  /** Checksums notice every bit; whatever is left is refused, or gives the same model. */
  @Test
  void corruptFilesAreRefusedOrHarmless() throws IOException {
    Path file = dir.resolve("clusters.npz");
    PixelClusters clusters = PixelClusters.fit(columns, 2, 1);
    clusters.save(file);
    byte[] whole = Files.readAllBytes(file);
    SplittableRandom random = new SplittableRandom(5);
    Path corrupt = dir.resolve("corrupt.npz");
    for (int n = 0; n < CORRUPTIONS; n++) {
      byte[] bytes =
          n % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
      for (int i = 0; i < n % 4 && bytes.length > 0; i++) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(corrupt, bytes);
      try {
        assertThat(PixelClusters.load(corrupt)).isEqualTo(clusters);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("corrupt.npz: expected");
      }
    }
  }
}
