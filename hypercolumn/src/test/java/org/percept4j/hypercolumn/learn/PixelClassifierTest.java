package org.percept4j.hypercolumn.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.Dense;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.Trunk;

class PixelClassifierTest {

  private static final int CLASSES = 3;

  private static final int HEIGHT = 18;
  private static final int WIDTH = 24;
  private static final int PIXELS = HEIGHT * WIDTH;

  private final Hypercolumns trunk =
      Hypercolumns.of(
          List.of("map0", "map1", "map2").stream().map(Trunk.convolutional()::maps).toList(),
          HEIGHT,
          WIDTH,
          Convention.HALF_PIXEL);

  /** Bands of the mean map: classes that a linear classifier separates in part. */
  private static int[] bands(Hypercolumns columns) {
    double[] plane = columns.meanMap().data().asDouble();
    double[] sorted = plane.clone();
    Arrays.sort(sorted);
    double low = sorted[sorted.length / 3];
    double high = sorted[2 * sorted.length / 3];
    return Arrays.stream(plane).mapToInt(v -> v < low ? 0 : v < high ? 1 : 2).toArray();
  }

  @Test
  void reachesTheConvexOptimum() {
    int[] labels = bands(trunk);
    double l2 = 0.01;
    PixelClassifier classifier =
        LogisticRegression.builder(CLASSES)
            .l2(l2)
            .pixelsPerImage(PIXELS)
            .build()
            .fit(trunk, labels);
    DenseSoftmax oracle = new DenseSoftmax(Dense.volume(trunk), labels, CLASSES, l2);
    double optimum = oracle.optimum();
    double reached =
        oracle.objective(
            classifier.weights().toDoubleMatrix(), classifier.biases().toDoubleVector());
    assertThat(reached).isBetween(optimum - 1e-6, optimum + 1e-4);
  }

  @Test
  void smallSamplesComeCloseToTheOptimum() {
    int[] labels = bands(trunk);
    double l2 = 0.01;
    List<Double> losses = new ArrayList<>();
    PixelClassifier classifier =
        LogisticRegression.builder(CLASSES)
            .l2(l2)
            .pixelsPerImage(200)
            .steps(400)
            .seed(5)
            .progress((step, loss) -> losses.add(loss))
            .build()
            .fit(trunk, labels);
    DenseSoftmax oracle = new DenseSoftmax(Dense.volume(trunk), labels, CLASSES, l2);
    double reached =
        oracle.objective(
            classifier.weights().toDoubleMatrix(), classifier.biases().toDoubleVector());
    assertThat(reached).isLessThan(oracle.optimum() + 0.02);
    assertThat(losses).hasSize(400);
    assertThat(losses.get(0)).isCloseTo(Math.log(CLASSES), within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(Convention.class)
  void wholeImagesAreClassifiedAsPixelByPixel(Convention convention) {
    Hypercolumns columns = Dense.random(12, 17, convention, 8);
    double[][] volume = Dense.volume(columns);
    int[] labels = new int[12 * 17];
    Arrays.setAll(labels, p -> volume[0][p] > 1 ? 1 : 0);
    PixelClassifier classifier =
        LogisticRegression.builder(2).steps(50).pixelsPerImage(50).build().fit(columns, labels);
    double[][] weights = classifier.weights().toDoubleMatrix();
    double[] biases = classifier.biases().toDoubleVector();
    float[] probabilities = classifier.probabilities(columns).data().asFloat();
    int[] predicted = classifier.predict(columns);
    int right = 0;
    for (int p = 0; p < labels.length; p++) {
      double margin = biases[1] - biases[0];
      for (int c = 0; c < volume.length; c++) {
        margin += (weights[1][c] - weights[0][c]) * volume[c][p];
      }
      double expected = 1 / (1 + Math.exp(-margin));
      assertThat((double) probabilities[labels.length + p]).isCloseTo(expected, within(1e-5));
      assertThat(predicted[p]).isEqualTo(margin > 0 ? 1 : 0);
      right += predicted[p] == labels[p] ? 1 : 0;
    }
    assertThat(right).isGreaterThan(9 * labels.length / 10);
  }

  @Test
  void unlabelledPixelsAndImagesTeachNothing() {
    int[] labels = bands(trunk);
    int[] half = labels.clone();
    Arrays.fill(half, PIXELS / 2, PIXELS, PixelClassifier.UNLABELLED);
    int[] none = new int[PIXELS];
    Arrays.fill(none, PixelClassifier.UNLABELLED);
    LogisticRegression.Builder settings =
        LogisticRegression.builder(CLASSES).steps(20).pixelsPerImage(PIXELS);
    PixelClassifier alone = settings.build().fit(List.of(trunk, trunk), List.of(half, none));
    int[] other = labels.clone();
    Arrays.fill(other, 0, PIXELS / 2, PixelClassifier.UNLABELLED);
    assertThat(alone.weights())
        .isEqualTo(settings.build().fit(List.of(trunk, trunk), List.of(none, half)).weights())
        .isNotEqualTo(settings.build().fit(List.of(trunk, trunk), List.of(other, none)).weights());
  }

  @Test
  void theSameSeedGivesTheSameClassifier() {
    int[] labels = bands(trunk);
    LogisticRegression.Builder settings = LogisticRegression.builder(CLASSES).steps(10).seed(4);
    PixelClassifier first = settings.build().fit(trunk, labels);
    assertThat(first.weights()).isEqualTo(settings.build().fit(trunk, labels).weights());
    assertThat(first.weights()).isNotEqualTo(settings.seed(5).build().fit(trunk, labels).weights());
  }

  @Test
  void badInputIsRefused() {
    LogisticRegression.Builder builder = LogisticRegression.builder(CLASSES);
    assertThatThrownBy(() -> LogisticRegression.builder(1))
        .hasMessage("classes: expected at least 2, got 1");
    assertThatThrownBy(() -> builder.build().fit(trunk, new int[7]))
        .hasMessage("labels of image 0: expected 18×24, got 7");
    int[] labels = new int[PIXELS];
    labels[9] = 3;
    assertThatThrownBy(() -> builder.build().fit(trunk, labels))
        .hasMessage("labels of image 0: expected 0 to 2 or -1, got 3 at pixel 9");
    Arrays.fill(labels, PixelClassifier.UNLABELLED);
    assertThatThrownBy(() -> builder.build().fit(trunk, labels))
        .hasMessage("labels: expected at least one labelled pixel, got none");
    assertThatThrownBy(() -> builder.build().fit(List.of(trunk), List.of()))
        .hasMessage("labels: expected 1, one array per image, got 0");
    assertThatThrownBy(() -> builder.learningRate(0)).hasMessage("rate: expected above 0, got 0.0");
    assertThatThrownBy(() -> builder.l2(-1)).hasMessage("l2: expected 0 or more, got -1.0");
    assertThatThrownBy(() -> builder.steps(0)).hasMessage("steps: expected at least 1, got 0");
    PixelClassifier trained = builder.steps(1).build().fit(trunk, bands(trunk));
    assertThatThrownBy(() -> trained.predict(Trunk.withFullyConnected()))
        .hasMessage("columns: expected a depth of 72, got 79");
  }

  @Test
  void anInterruptedThreadStops() {
    int[] labels = bands(trunk);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> LogisticRegression.builder(CLASSES).build().fit(trunk, labels))
        .isInstanceOf(CancellationException.class)
        .hasMessage("training: the thread was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
