package org.percept4j.hypercolumn.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.Dense;
import org.percept4j.hypercolumn.FeatureMaps;
import org.percept4j.hypercolumn.Hypercolumns;

/** Lists, streams and groups give the same bits; sums are those of all pixels together. */
class PixelSourceTest {

  private static final int IMAGES = 6;

  private static Hypercolumns image(int i) {
    return Dense.random(5 + i, 9 - i, Convention.HALF_PIXEL, i);
  }

  private static List<Hypercolumns> list() {
    List<Hypercolumns> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      images.add(image(i));
    }
    return images;
  }

  /** Makes each image when it is asked for, and counts passes. */
  private static final class Stream implements Iterable<Hypercolumns> {
    private final int from;
    private final int to;
    private int passes;

    Stream(int from, int to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public Iterator<Hypercolumns> iterator() {
      passes++;
      return new Iterator<>() {
        private int next = from;

        @Override
        public boolean hasNext() {
          return next < to;
        }

        @Override
        public Hypercolumns next() {
          if (next >= to) {
            throw new NoSuchElementException();
          }
          return image(next++);
        }
      };
    }
  }

  private static PixelSource streamed() {
    return PixelSource.of(new Stream(0, IMAGES));
  }

  private static PixelSource groups(List<Hypercolumns> images) {
    return PixelSource.ofGroups(
        List.of(images.subList(0, 2), List.of(), images.subList(2, IMAGES)));
  }

  private static int[] labels(Hypercolumns columns) {
    int[] labels = new int[columns.pixels()];
    Arrays.setAll(labels, p -> columns.at(p / columns.width(), p % columns.width())[0] > 1 ? 1 : 0);
    return labels;
  }

  private static float[][] targets(Hypercolumns columns) {
    float[] plane = columns.meanMap().data().asFloat();
    plane[1] = Float.NaN;
    return new float[][] {plane};
  }

  private static List<Object> models(PixelSource images) {
    return List.of(
        KMeans.builder(3).starts(2).seed(4).build().fit(images),
        PixelScaler.fit(images),
        PixelPca.fit(images, 3),
        LogisticRegression.builder(2)
            .steps(5)
            .keptPerImage(7)
            .build()
            .fit(images, (image, columns) -> labels(columns)),
        PixelRegression.fit(images, (image, columns) -> targets(columns), 0.1));
  }

  @Test
  void streamsGiveTheBitsOfLists() {
    assertThat(models(streamed())).isEqualTo(models(PixelSource.of(list())));
  }

  @Test
  void groupsOfStreamsGiveTheBitsOfGroupsOfLists() {
    PixelSource streams =
        PixelSource.ofGroups(List.of(new Stream(0, 2), new Stream(0, 0), new Stream(2, IMAGES)));
    assertThat(models(streams)).isEqualTo(models(groups(list())));
  }

  @Test
  void groupsGiveTheSameToRounding() {
    PixelClusters one = KMeans.builder(3).seed(4).build().fit(PixelSource.of(list()));
    PixelClusters three = KMeans.builder(3).seed(4).build().fit(groups(list()));
    assertThat(three.inertia()).isCloseTo(one.inertia(), within(1e-9 * one.inertia()));
    for (Hypercolumns image : list()) {
      assertThat(three.predict(image)).containsExactly(one.predict(image));
    }
  }

  @Test
  void allStartsShareTheirPasses() {
    Stream stream = new Stream(0, IMAGES);
    int k = 3;
    PixelClusters clusters =
        KMeans.builder(k).starts(5).maxIterations(2).build().fit(PixelSource.of(stream));
    assertThat(clusters.iterations()).isLessThanOrEqualTo(2);
    // Moments, seeds, iterations, and the last inertia, perhaps twice.
    assertThat(stream.passes).isLessThanOrEqualTo(1 + (2 * k - 1) + 2 + 2);
  }

  @Test
  void momentsAreThoseOfAllPixelsTogether() {
    List<Hypercolumns> images = list();
    PixelMoments moments =
        PixelSource.of(images).sum((image, columns) -> PixelMoments.covariances(columns));
    List<double[]> pixels = new ArrayList<>();
    for (Hypercolumns image : images) {
      double[][] volume = Dense.volume(image);
      for (int p = 0; p < image.pixels(); p++) {
        pixels.add(Dense.column(volume, p));
      }
    }
    assertThat(moments.count()).isEqualTo(pixels.size());
    double[][] scatter = moments.scatter();
    for (int a = 0; a < moments.depth(); a += 5) {
      int first = a;
      double mean = pixels.stream().mapToDouble(x -> x[first]).average().orElseThrow();
      assertThat(moments.means()[a]).isCloseTo(mean, within(1e-7));
      for (int b = 0; b < moments.depth(); b += 7) {
        int second = b;
        double other = pixels.stream().mapToDouble(x -> x[second]).average().orElseThrow();
        double sum =
            pixels.stream().mapToDouble(x -> (x[first] - mean) * (x[second] - other)).sum();
        assertThat(scatter[a][b]).isCloseTo(sum, within(1e-6 * pixels.size()));
      }
    }
  }

  /** What one pass over all images gives, and what images apart give when merged. */
  @Test
  void regressionSumsMergeExactly() {
    Hypercolumns a = image(0);
    Hypercolumns b = Dense.random(5, 9, Convention.HALF_PIXEL, 77);
    RegressionSums merged =
        RegressionSums.of(a, targets(a)).merge(RegressionSums.of(b, targets(b)));
    double[][] products = merged.products();
    List<double[]> rows = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (Hypercolumns image : List.of(a, b)) {
      double[][] volume = Dense.volume(image);
      float[] plane = targets(image)[0];
      for (int p = 0; p < plane.length; p++) {
        if (!Float.isNaN(plane[p])) {
          rows.add(Dense.column(volume, p));
          values.add((double) plane[p]);
        }
      }
    }
    double target = values.stream().mapToDouble(v -> v).average().orElseThrow();
    assertThat(merged.means()[0]).isCloseTo(target, within(1e-9));
    for (int c = 0; c < a.depth(); c++) {
      double sum = 0;
      double mean = 0;
      for (double[] row : rows) {
        mean += row[c] / rows.size();
      }
      for (int i = 0; i < rows.size(); i++) {
        sum += (rows.get(i)[c] - mean) * (values.get(i) - target);
      }
      assertThat(products[0][c]).isCloseTo(sum, within(1e-5 * rows.size()));
      assertThat(merged.columns().means()[c]).isCloseTo(mean, within(1e-6));
    }
  }

  @Test
  void valuesAndModelsSurviveJavasSerialisation() throws Exception {
    List<Object> all = new ArrayList<>(models(PixelSource.of(list())));
    all.add(PixelMoments.covariances(image(1)));
    all.add(ClusterSums.of(image(1), new float[image(1).depth()], new double[2][image(1).depth()]));
    all.add(RegressionSums.of(image(1), targets(image(1))));
    for (Object value : all) {
      assertThat(value.getClass().isRecord()).isFalse();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(value);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        assertThat(in.readObject()).isEqualTo(value).hasSameHashCodeAs(value);
      }
      assertThat(value.toString()).doesNotContain("@");
    }
  }

  @Test
  void badSourcesAreRefused() {
    ImageSums<PixelMoments> moments = (image, columns) -> PixelMoments.variances(columns);
    assertThatThrownBy(() -> PixelSource.of(List.of()).sum(moments))
        .hasMessage("images: expected at least one, got none");
    Hypercolumns other =
        Hypercolumns.of(
            List.of(FeatureMaps.of("a", 1, 1, 1, new float[1])), 2, 2, Convention.HALF_PIXEL);
    assertThatThrownBy(() -> PixelSource.ofGroups(List.of(list(), List.of(other))).sum(moments))
        .hasMessage("columns: expected a depth of 56, got 1");
    PixelMoments variances = PixelMoments.variances(image(0));
    assertThatThrownBy(() -> variances.merge(PixelMoments.covariances(image(0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("moments: expected those of variances of 45 pixels");
    assertThatThrownBy(variances::scatter).isInstanceOf(IllegalStateException.class);
  }
}
