package org.percept4j.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.examples.data.GarmentScene.Placed;

class GarmentScenesTest {

  private static final int SIDE = 80;

  private static Garments garments;
  private static List<GarmentScene> scenes;

  @BeforeAll
  static void drawScenes() throws IOException {
    garments = Garments.bundled(false);
    scenes = GarmentScenes.of(garments).draw(300, SIDE, 4, 1);
  }

  @Test
  void theBundledGarmentsAreWhole() throws IOException {
    assertThat(garments.size()).isEqualTo(2000);
    Garments train = Garments.bundled(true);
    assertThat(train.size()).isEqualTo(8000);
    long[] each = new long[Garments.NAMES.size()];
    double mean = 0;
    for (int i = 0; i < train.size(); i++) {
      each[train.label(i)]++;
      for (float grey : train.greys(i)) {
        mean += grey / (784.0 * train.size());
      }
    }
    assertThat(Arrays.stream(each)).allMatch(count -> count > 700 && count < 900);
    assertThat(mean).as("Fashion-MNIST's mean").isCloseTo(0.286, within(0.003));
  }

  /** Garments in their own size have no resizing between them and their mask. */
  @Test
  void labelsAreTheGarmentsOwnMasks() {
    int checked = 0;
    for (GarmentScene scene : scenes) {
      int[] labels = scene.labels();
      for (Placed placed : scene.placed()) {
        if (placed.side() != Garments.SIDE) {
          continue;
        }
        float[] greys = garments.greys(placed.garment());
        for (int i = 0; i < greys.length; i++) {
          int x = placed.mirrored() ? Garments.SIDE - 1 - i % Garments.SIDE : i % Garments.SIDE;
          int y = i / Garments.SIDE;
          int expected =
              greys[i] > GarmentScenes.MASK
                  ? garments.label(placed.garment())
                  : GarmentScenes.BACKGROUND;
          assertThat(labels[(placed.top() + y) * SIDE + placed.left() + x]).isEqualTo(expected);
        }
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(50);
  }

  @Test
  void pixelsOutsideOfGarmentsAreBackground() {
    double relative = 0;
    int garmentsSeen = 0;
    for (GarmentScene scene : scenes) {
      int[] labels = scene.labels();
      for (Placed placed : scene.placed()) {
        int inside = 0;
        for (int i = 0; i < placed.side() * placed.side(); i++) {
          int p = (placed.top() + i / placed.side()) * SIDE + placed.left() + i % placed.side();
          inside += labels[p] == GarmentScenes.BACKGROUND ? 0 : 1;
          labels[p] = GarmentScenes.BACKGROUND;
        }
        float[] greys = garments.greys(placed.garment());
        long mask = IntStream.range(0, 784).filter(i -> greys[i] > GarmentScenes.MASK).count();
        relative += inside / (double) (placed.side() * placed.side()) / (mask / 784.0);
        garmentsSeen++;
      }
      assertThat(labels).containsOnly(GarmentScenes.BACKGROUND);
    }
    assertThat(relative / garmentsSeen).isCloseTo(1, within(0.08));
  }

  @Test
  void seedsReproduce() {
    GarmentScenes source = GarmentScenes.of(garments);
    GarmentScene again = source.draw(3, SIDE, 4, 1).get(2);
    GarmentScene other = source.draw(3, SIDE, 4, 2).get(2);
    assertThat(again.labels()).isEqualTo(scenes.get(2).labels());
    assertThat(again.placed()).isEqualTo(scenes.get(2).placed());
    assertThat(again.input()).isEqualTo(scenes.get(2).input());
    assertThat(other.input()).isNotEqualTo(again.input());
  }

  @Test
  void theInputIsThePictureFromMinusOneToOne() {
    GarmentScene scene = scenes.get(0);
    BufferedImage picture = scene.picture();
    INDArray input = scene.input();
    assertThat(input.shape()).containsExactly(1, 3, SIDE, SIDE);
    int rgb = picture.getRGB(17, 40);
    for (int c = 0; c < 3; c++) {
      int eight = rgb >> (16 - 8 * c) & 0xFF;
      assertThat(input.getDouble(0, c, 40, 17)).isCloseTo(eight / 127.5 - 1, within(0.005));
    }
    assertThat(input.minNumber().doubleValue()).isGreaterThanOrEqualTo(-1);
    assertThat(input.maxNumber().doubleValue()).isLessThanOrEqualTo(1);
  }

  /** The best threshold of brightness, either way round, chosen knowing the truth. */
  @Test
  void brightnessAloneTellsLittle() {
    double[] counts = new double[2];
    double[][] histogram = new double[2][256];
    for (GarmentScene scene : scenes) {
      int[] labels = scene.labels();
      BufferedImage picture = scene.picture();
      for (int p = 0; p < labels.length; p++) {
        int rgb = picture.getRGB(p % SIDE, p / SIDE);
        int mean = ((rgb >> 16 & 0xFF) + (rgb >> 8 & 0xFF) + (rgb & 0xFF)) / 3;
        int garment = labels[p] == GarmentScenes.BACKGROUND ? 0 : 1;
        histogram[garment][mean]++;
        counts[garment]++;
      }
    }
    double best = 0;
    double difference = 0;
    for (int t = 0; t < 256; t++) {
      difference += histogram[0][t] / counts[0] - histogram[1][t] / counts[1];
      best = Math.max(best, 0.5 + Math.abs(difference) / 2);
    }
    assertThat(best).as("balanced accuracy").isLessThan(0.6);
    assertThat(counts[1] / Arrays.stream(counts).sum()).isBetween(0.15, 0.4);
  }

  @Test
  void smallScenesAreRefused() {
    GarmentScenes source = GarmentScenes.of(garments);
    assertThatThrownBy(() -> source.draw(1, 33, 1, 1))
        .hasMessage("side: expected at least 34, got 33");
    assertThat(source.draw(1, 34, 0, 1).get(0).labels()).containsOnly(GarmentScenes.BACKGROUND);
  }
}
