package org.percept4j.examples.data;

import java.util.Random;
import org.percept4j.core.resample.Bilinear;
import org.percept4j.core.resample.Bilinear.Convention;

/** Ways to fill a square with a pattern of random scale, direction and phase. */
enum Texture {
  /** Smoothed noise. */
  CLOUDS {
    @Override
    float[] draw(int side, Random random) {
      int coarse = Math.max(2, side / (3 + random.nextInt(10)));
      float[] grid = new float[coarse * coarse];
      for (int i = 0; i < grid.length; i++) {
        grid[i] = random.nextFloat();
      }
      return Bilinear.of(coarse, coarse, side, side, Convention.HALF_PIXEL).resize(grid, 1);
    }
  },
  /** Waves in one direction. */
  STRIPES {
    @Override
    float[] draw(int side, Random random) {
      return waves(side, random, 1);
    }
  },
  /** Waves in two directions. */
  CHECKS {
    @Override
    float[] draw(int side, Random random) {
      return waves(side, random, 2);
    }
  };

  private static final double MIN_LENGTH = 4;
  private static final double MAX_LENGTH = 16;

  /** Rows of values from 0 to 1. */
  abstract float[] draw(int side, Random random);

  private static float[] waves(int side, Random random, int directions) {
    double angle = random.nextDouble() * Math.PI;
    double length = MIN_LENGTH + random.nextDouble() * (MAX_LENGTH - MIN_LENGTH);
    double phase = random.nextDouble() * 2 * Math.PI;
    float[] values = new float[side * side];
    for (int p = 0; p < values.length; p++) {
      int x = p % side;
      int y = p / side;
      double product = 1;
      for (int d = 0; d < directions; d++) {
        double turned = angle + d * Math.PI / 2;
        double along = x * Math.cos(turned) + y * Math.sin(turned);
        product *= Math.sin(2 * Math.PI * along / length + phase);
      }
      values[p] = (float) (0.5 + 0.5 * product);
    }
    return values;
  }
}
