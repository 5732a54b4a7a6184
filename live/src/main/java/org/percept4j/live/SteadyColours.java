package org.percept4j.live;

import java.awt.image.BufferedImage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps colours where they were from picture to picture: clusters have no order and components no
 * sign, so each is given the number, or the sign, that agrees most with the picture before.
 */
final class SteadyColours {

  /** Okabe and Ito's colours, told apart by colour-blind eyes too. */
  private static final int[] PALETTE = {0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0xF0E442};

  private final int clusters;
  private int @Nullable [] before;
  private int @Nullable [] rgbBefore;

  SteadyColours(int clusters) {
    this.clusters = clusters;
  }

  /** The labels renamed: greedily, the pair that shares most pixels first. */
  int[] relabel(int[] labels) {
    int[] name = new int[clusters];
    if (before == null || before.length != labels.length) {
      for (int k = 0; k < clusters; k++) {
        name[k] = k;
      }
    } else {
      match(shared(labels, before), name);
    }
    int[] renamed = new int[labels.length];
    for (int p = 0; p < labels.length; p++) {
      renamed[p] = name[labels[p]];
    }
    before = renamed.clone();
    return renamed;
  }

  private int[][] shared(int[] labels, int[] earlier) {
    int[][] shared = new int[clusters][clusters];
    for (int p = 0; p < labels.length; p++) {
      shared[labels[p]][earlier[p]]++;
    }
    return shared;
  }

  private void match(int[][] shared, int[] name) {
    for (int round = 0; round < clusters; round++) {
      int best = -1;
      int from = 0;
      int to = 0;
      for (int i = 0; i < clusters; i++) {
        for (int j = 0; j < clusters; j++) {
          if (shared[i][j] > best) {
            best = shared[i][j];
            from = i;
            to = j;
          }
        }
      }
      name[from] = to;
      for (int k = 0; k < clusters; k++) {
        shared[from][k] = -1;
        shared[k][to] = -1;
      }
    }
  }

  BufferedImage picture(int[] labels, int width) {
    int height = labels.length / width;
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < labels.length; p++) {
      picture.setRGB(p % width, p / width, PALETTE[labels[p] % PALETTE.length]);
    }
    return picture;
  }

  /** The picture with each channel turned over that agrees better so with the one before. */
  BufferedImage steady(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    int[] rgb = picture.getRGB(0, 0, width, height, null, 0, width);
    if (rgbBefore != null && rgbBefore.length == rgb.length) {
      for (int shift = 0; shift <= 16; shift += 8) {
        if (covariance(rgb, rgbBefore, shift) < 0) {
          for (int p = 0; p < rgb.length; p++) {
            rgb[p] ^= 0xff << shift;
          }
        }
      }
    }
    rgbBefore = rgb.clone();
    BufferedImage steady = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    steady.setRGB(0, 0, width, height, rgb, 0, width);
    return steady;
  }

  private static double covariance(int[] a, int[] b, int shift) {
    double meanA = 0;
    double meanB = 0;
    for (int p = 0; p < a.length; p++) {
      meanA += (a[p] >> shift & 0xff) / (double) a.length;
      meanB += (b[p] >> shift & 0xff) / (double) a.length;
    }
    double sum = 0;
    for (int p = 0; p < a.length; p++) {
      sum += ((a[p] >> shift & 0xff) - meanA) * ((b[p] >> shift & 0xff) - meanB);
    }
    return sum;
  }
}
