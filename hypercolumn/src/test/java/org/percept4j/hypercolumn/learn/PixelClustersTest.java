package org.percept4j.hypercolumn.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.Reference;
import org.percept4j.core.plot.Colormap;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.Dense;
import org.percept4j.hypercolumn.FeatureMaps;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.Pooling;
import org.percept4j.hypercolumn.Trunk;

class PixelClustersTest {

  /** What the issue asks for against scikit-learn. */
  private static final double INERTIA_TOLERANCE = 1e-3;

  private final Hypercolumns trunk = Trunk.convolutional();

  @Test
  void inertiaEqualsScikitLearns() {
    double expected = Reference.values("hypercolumn_trunk/kmeans4_inertia")[0];
    PixelClusters clusters = KMeans.builder(4).starts(20).seed(1).build().fit(trunk);
    assertThat(clusters.inertia()).isCloseTo(expected, within(INERTIA_TOLERANCE * expected));
    assertThat(clusters.converged()).isTrue();
    assertThat(clusters.inertia())
        .isCloseTo(inertia(trunk, Dense.volume(trunk), clusters), within(1e-5 * expected));
  }

  private static double inertia(Hypercolumns columns, double[][] volume, PixelClusters clusters) {
    double[][] centroids = clusters.centroids().toDoubleMatrix();
    int[] labels = clusters.predict(columns);
    double sum = 0;
    for (int p = 0; p < labels.length; p++) {
      sum += distance(volume, p, centroids[labels[p]]);
    }
    return sum;
  }

  private static double distance(double[][] volume, int pixel, double[] centroid) {
    double sum = 0;
    for (int c = 0; c < centroid.length; c++) {
      sum += (volume[c][pixel] - centroid[c]) * (volume[c][pixel] - centroid[c]);
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 11})
  void labelsEqualADenseLloydFromTheSameStart(int k) {
    double[][] volume = Dense.volume(trunk);
    double[][] centroids = new double[k][];
    for (int j = 0; j < k; j++) {
      centroids[j] = Dense.column(volume, 37 + j * (Trunk.PIXELS - 100) / k);
    }
    List<Double> inertias = new ArrayList<>();
    PixelClusters clusters =
        KMeans.builder(k)
            .initialCentroids(Nd4j.createFromArray(centroids))
            .maxIterations(10)
            .tolerance(0)
            .progress((start, iteration, inertia) -> inertias.add(inertia))
            .build()
            .fit(trunk);
    DenseLloyd dense = new DenseLloyd(volume, centroids);
    dense.run(10);
    assertThat(clusters.predict(trunk)).containsExactly(dense.labels());
    assertThat(inertias).hasSize(10);
    assertThat(inertias).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(inertias.get(0)).isCloseTo(dense.firstInertia(), within(1e-6 * inertias.get(0)));
    assertThat(clusters.iterations()).isEqualTo(10);
    double[][] found = clusters.centroids().toDoubleMatrix();
    for (int j = 0; j < k; j++) {
      assertThat(found[j]).containsExactly(dense.centroids()[j], within(1e-6));
    }
  }

  @ParameterizedTest
  @EnumSource(Convention.class)
  void labelsEqualADenseLloydInEveryConvention(Convention convention) {
    Hypercolumns columns = Dense.random(12, 9, convention, 5);
    double[][] volume = Dense.volume(columns);
    double[][] start = {
      Dense.column(volume, 3), Dense.column(volume, 50), Dense.column(volume, 90)
    };
    DenseLloyd dense = new DenseLloyd(volume, start);
    dense.run(5);
    PixelClusters clusters =
        KMeans.builder(3)
            .initialCentroids(Nd4j.createFromArray(start))
            .maxIterations(5)
            .tolerance(0)
            .build()
            .fit(columns);
    assertThat(clusters.predict(columns)).containsExactly(dense.labels());
  }

  @Test
  void severalImagesAreClusteredTogether() {
    Hypercolumns whole = Dense.random(8, 6, Convention.HALF_PIXEL, 1);
    Hypercolumns other = Dense.random(5, 7, Convention.HALF_PIXEL, 2);
    double[][] both = Dense.volume(whole);
    double[][] second = Dense.volume(other);
    for (int c = 0; c < both.length; c++) {
      double[] joined = Arrays.copyOf(both[c], 8 * 6 + 5 * 7);
      System.arraycopy(second[c], 0, joined, 8 * 6, 5 * 7);
      both[c] = joined;
    }
    double[][] start = {Dense.column(both, 0), Dense.column(both, 60)};
    DenseLloyd dense = new DenseLloyd(both, start);
    dense.run(4);
    PixelClusters clusters =
        KMeans.builder(2)
            .initialCentroids(Nd4j.createFromArray(start))
            .maxIterations(4)
            .tolerance(0)
            .build()
            .fit(List.of(whole, other));
    assertThat(clusters.predict(whole)).containsExactly(Arrays.copyOf(dense.labels(), 48));
    assertThat(clusters.predict(other)).containsExactly(Arrays.copyOfRange(dense.labels(), 48, 83));
    assertThat(Arrays.stream(clusters.sizes()).sum()).isEqualTo(83);
  }

  @Test
  void picturesShowTheLabels() {
    PixelClusters clusters = PixelClusters.fit(trunk, 3, 0);
    BufferedImage picture = clusters.picture(trunk, Colormap.VIRIDIS);
    assertThat(picture.getWidth()).isEqualTo(Trunk.WIDTH);
    assertThat(picture.getHeight()).isEqualTo(Trunk.HEIGHT);
    int[] labels = clusters.predict(trunk);
    for (int p = 0; p < labels.length; p++) {
      assertThat(picture.getRGB(p % Trunk.WIDTH, p / Trunk.WIDTH))
          .isEqualTo(0xFF000000 | Colormap.VIRIDIS.rgb(labels[p] / 2.0));
    }
  }

  @Test
  void theSameSeedGivesTheSameClusters() {
    PixelClusters a = KMeans.builder(5).starts(2).seed(9).build().fit(trunk);
    PixelClusters b = KMeans.builder(5).starts(2).seed(9).build().fit(trunk);
    assertThat(a).isEqualTo(b).hasSameHashCodeAs(b);
    assertThat(a.inertia()).isEqualTo(b.inertia());
    assertThat(a.centroids()).isEqualTo(b.centroids());
  }

  @Test
  void moreStartsAreNeverWorse() {
    double one = KMeans.builder(6).starts(1).seed(3).build().fit(trunk).inertia();
    double five = KMeans.builder(6).starts(5).seed(3).build().fit(trunk).inertia();
    assertThat(five).isLessThanOrEqualTo(one);
  }

  @Test
  void everyStartAndIterationIsReported() {
    Map<Integer, Integer> iterations = new TreeMap<>();
    Map<Integer, Double> inertias = new TreeMap<>();
    PixelClusters clusters =
        KMeans.builder(4)
            .starts(3)
            .tolerance(0)
            .progress(
                (start, iteration, inertia) -> {
                  assertThat(iteration).isEqualTo(iterations.getOrDefault(start, 0));
                  iterations.merge(start, 1, Integer::sum);
                  inertias.put(start, inertia);
                })
            .build()
            .fit(trunk);
    assertThat(iterations).containsOnlyKeys(0, 1, 2);
    int best =
        inertias.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow().getKey();
    assertThat(clusters.inertia()).isEqualTo(inertias.get(best));
    assertThat(clusters.iterations()).isEqualTo(iterations.get(best));
    assertThat(clusters.converged()).isTrue();
  }

  @Test
  void tooFewIterationsAreNotAtRest() {
    PixelClusters clusters =
        KMeans.builder(4).starts(1).maxIterations(1).tolerance(0).build().fit(trunk);
    assertThat(clusters.iterations()).isEqualTo(1);
    assertThat(clusters.converged()).isFalse();
  }

  @Test
  void oneClusterIsTheMean() {
    PixelClusters clusters = PixelClusters.fit(trunk, 1, 0);
    assertThat(clusters.predict(trunk)).containsOnly(0);
    float[] mean = Pooling.box(trunk, 0, Trunk.HEIGHT, 0, Trunk.WIDTH);
    assertThat(clusters.centroids().castTo(DataType.FLOAT).data().asFloat())
        .containsExactly(mean, within(1e-6f));
  }

  @Test
  void everyPixelMayBeItsOwnCluster() {
    Hypercolumns columns = Dense.random(3, 4, Convention.HALF_PIXEL, 6);
    PixelClusters clusters = KMeans.builder(12).starts(3).build().fit(columns);
    assertThat(clusters.sizes()).containsOnly(1);
    assertThat(clusters.inertia()).isCloseTo(0, within(1e-3));
  }

  @Test
  void emptyClustersTakeTheFarthestPixel() {
    float[] line = {0, 0.1f, 0.2f, 0.3f, 9, 5};
    Hypercolumns columns =
        Hypercolumns.of(List.of(FeatureMaps.of("a", 1, 1, 6, line)), 1, 6, Convention.HALF_PIXEL);
    PixelClusters clusters =
        KMeans.builder(3)
            .initialCentroids(Nd4j.createFromArray(new double[][] {{0}, {1000}, {2000}}))
            .build()
            .fit(columns);
    assertThat(clusters.predict(columns)).containsExactly(0, 0, 0, 0, 1, 2);
  }

  /** Centroids that lie at columns' values, and sums as their assignment gives them. */
  private static ClusterSums refilled(Hypercolumns columns, double[][] centroids) {
    float[] origin = new float[columns.depth()];
    return EmptyClusters.refilled(
        PixelSource.of(List.of(columns)),
        origin,
        centroids,
        ClusterSums.of(columns, origin, centroids));
  }

  @Test
  void pixelsThatAreAloneInTheirClusterAreNotTaken() {
    float[] rows = {0, 1, 100, 0};
    Hypercolumns columns =
        Hypercolumns.of(List.of(FeatureMaps.of("a", 1, 4, 1, rows)), 4, 1, Convention.HALF_PIXEL);
    ClusterSums filled = refilled(columns, new double[][] {{0.4}, {60}, {1000}});
    assertThat(filled.counts()).containsExactly(2, 1, 1);
    assertThat(filled.means(filled.sums())).isDeepEqualTo(new double[][] {{0}, {100}, {1}});
  }

  @Test
  void farPixelsAreFoundInEveryRow() {
    Hypercolumns columns = Dense.random(60, 70, Convention.HALF_PIXEL, 3);
    double[][] volume = Dense.volume(columns);
    double[] center = new double[columns.depth()];
    int[] order =
        IntStream.range(0, columns.pixels())
            .boxed()
            .sorted(Comparator.comparingDouble(p -> -distance(volume, p, center)))
            .mapToInt(p -> p)
            .toArray();
    int k = 40;
    double[][] centroids = new double[k][];
    Arrays.fill(centroids, center);
    ClusterSums filled = refilled(columns, centroids);
    for (int j = 1; j < k; j++) {
      assertThat(filled.counts()[j]).isEqualTo(1);
      assertThat(filled.sums()[j])
          .containsExactly(Dense.column(volume, order[j - 1]), within(1e-5));
    }
    assertThat(filled.counts()[0]).isEqualTo(columns.pixels() - k + 1);
  }

  @Test
  void equalColumnsLeaveClustersEmptyWithoutHarm() {
    Hypercolumns columns =
        Hypercolumns.of(
            List.of(FeatureMaps.of("a", 2, 1, 1, new float[] {3, 4})), 4, 4, Convention.HALF_PIXEL);
    PixelClusters clusters = PixelClusters.fit(columns, 3, 1);
    assertThat(clusters.inertia()).isZero();
    assertThat(clusters.predict(columns)).containsOnly(0);
    assertThat(clusters.converged()).isTrue();
  }

  @Test
  void badInputIsRefused() {
    assertThatThrownBy(() -> KMeans.builder(0)).hasMessage("k: expected at least 1, got 0");
    assertThatThrownBy(() -> PixelClusters.fit(trunk, Trunk.PIXELS + 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("k: expected at most 3072 clusters, one per pixel, got 3073");
    assertThatThrownBy(() -> KMeans.builder(2).build().fit(List.of()))
        .hasMessage("images: expected at least one, got none");
    assertThatThrownBy(() -> KMeans.builder(2).build().fit(List.of(trunk, trunk.select("map0"))))
        .hasMessage("columns: expected a depth of 72, got 16");
    assertThatThrownBy(
            () -> KMeans.builder(2).initialCentroids(Nd4j.zeros(2, 3)).build().fit(trunk))
        .hasMessage("centroids: expected 72 columns, got 3");
    assertThatThrownBy(() -> KMeans.builder(2).initialCentroids(Nd4j.zeros(3, 72)).build())
        .hasMessage("centroids: expected 2 rows, got an array of [3, 72]");
    INDArray zeros = Nd4j.zeros(2, 72);
    for (KMeans.Builder both :
        List.of(
            KMeans.builder(2).starts(3).initialCentroids(zeros),
            KMeans.builder(2).initialCentroids(zeros).starts(3))) {
      assertThatThrownBy(both::build)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("starts: expected none beside initialCentroids, which allow only one, got 3");
    }
    assertThatThrownBy(
            () -> KMeans.builder(2).initialCentroids(Nd4j.valueArrayOf(2, 72, Double.NaN)).build())
        .hasMessage("centroids: expected finite values, got NaN");
    assertThatThrownBy(() -> PixelClusters.fit(trunk, 2, 0).predict(trunk.select("map0")))
        .hasMessage("columns: expected a depth of 72, got 16");
    assertThatThrownBy(() -> KMeans.builder(2).maxIterations(0))
        .hasMessage("iterations: expected at least 1, got 0");
    assertThatThrownBy(() -> KMeans.builder(2).tolerance(Double.NaN))
        .hasMessage("tolerance: expected 0 or more, got NaN");
  }

  @Test
  void anInterruptedThreadStops() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> PixelClusters.fit(trunk, 3, 0))
        .isInstanceOf(CancellationException.class)
        .hasMessage("clustering: the thread was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
