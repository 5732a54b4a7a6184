package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

/** Colours stay where they were. */
class SteadyColoursTest {

  @Test
  void aPermutationOfLabelsIsUndone() {
    SteadyColours colours = new SteadyColours(5);
    int[] labels = {0, 0, 0, 1, 1, 2, 3, 3, 4, 4};
    assertThat(colours.relabel(labels)).containsExactly(labels);
    int[] renamed = {3, 3, 3, 0, 0, 4, 1, 1, 2, 2};
    assertThat(colours.relabel(renamed)).containsExactly(labels);
  }

  @Test
  void mostPixelsDecide() {
    SteadyColours colours = new SteadyColours(5);
    colours.relabel(new int[] {0, 0, 0, 1, 1});
    assertThat(colours.relabel(new int[] {1, 1, 0, 0, 0})).containsExactly(0, 0, 1, 1, 1);
  }

  @Test
  void aComponentThatTurnedItsSignIsTurnedBack() {
    BufferedImage before = new BufferedImage(4, 1, BufferedImage.TYPE_INT_RGB);
    BufferedImage after = new BufferedImage(4, 1, BufferedImage.TYPE_INT_RGB);
    int[] values = {0, 60, 130, 255};
    for (int x = 0; x < 4; x++) {
      int v = values[x];
      before.setRGB(x, 0, (v << 16) | (v << 8) | v);
      after.setRGB(x, 0, ((255 - v) << 16) | (v << 8) | (255 - v));
    }
    SteadyColours colours = new SteadyColours(5);
    colours.steady(before);
    BufferedImage steady = colours.steady(after);
    for (int x = 0; x < 4; x++) {
      assertThat(steady.getRGB(x, 0)).isEqualTo(before.getRGB(x, 0));
    }
  }
}
