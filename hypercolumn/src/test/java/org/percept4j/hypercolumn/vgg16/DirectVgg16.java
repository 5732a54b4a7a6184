package org.percept4j.hypercolumn.vgg16;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.percept4j.hypercolumn.vgg16.Vgg16Layers.Kind;
import org.percept4j.hypercolumn.vgg16.Vgg16Layers.Step;

/**
 * VGG-16 by its definition, in double precision, on Keras's own axes: images and maps are
 * [row][column][channel]. The oracle.
 */
final class DirectVgg16 {

  private final Map<String, Object> arrays;

  DirectVgg16(Map<String, Object> arrays) {
    this.arrays = arrays;
  }

  /** The activations of all layers by DL4J's name; those of fully connected layers are [0][0]. */
  Map<String, double[][][]> activations(List<Step> steps, double[][][] image) {
    Map<String, double[][][]> all = new LinkedHashMap<>();
    double[][][] x = image;
    for (Step step : steps) {
      x =
          switch (step.kind()) {
            case CONVOLUTION -> convolved(x, step.keras());
            case POOLING -> pooled(x);
            case DENSE, OUTPUT ->
                new double[][][] {{connected(x, step.keras(), step.kind() == Kind.OUTPUT)}};
          };
      all.put(step.name(), x);
    }
    return all;
  }

  private Object weights(String layer, String kind) {
    return arrays.get(layer + "/" + layer + "_" + kind + "_1:0");
  }

  private double[][][] convolved(double[][][] x, String layer) {
    float[][][][] kernel = (float[][][][]) weights(layer, "W");
    float[] bias = (float[]) weights(layer, "b");
    double[][][] y = new double[x.length][x[0].length][bias.length];
    for (int r = 0; r < x.length; r++) {
      for (int c = 0; c < x[0].length; c++) {
        double[] sum = y[r][c];
        for (int o = 0; o < sum.length; o++) {
          sum[o] = bias[o];
        }
        for (int i = Math.max(0, r - 1); i <= Math.min(x.length - 1, r + 1); i++) {
          for (int j = Math.max(0, c - 1); j <= Math.min(x[0].length - 1, c + 1); j++) {
            add(sum, x[i][j], kernel[i - r + 1][j - c + 1]);
          }
        }
        for (int o = 0; o < sum.length; o++) {
          sum[o] = Math.max(0, sum[o]);
        }
      }
    }
    return y;
  }

  private static void add(double[] sum, double[] in, float[][] weights) {
    for (int i = 0; i < in.length; i++) {
      for (int o = 0; o < sum.length; o++) {
        sum[o] += in[i] * weights[i][o];
      }
    }
  }

  private static double[][][] pooled(double[][][] x) {
    double[][][] y = new double[x.length / 2][x[0].length / 2][x[0][0].length];
    for (int r = 0; r < y.length; r++) {
      for (int c = 0; c < y[0].length; c++) {
        for (int k = 0; k < y[0][0].length; k++) {
          y[r][c][k] =
              Math.max(
                  Math.max(x[2 * r][2 * c][k], x[2 * r][2 * c + 1][k]),
                  Math.max(x[2 * r + 1][2 * c][k], x[2 * r + 1][2 * c + 1][k]));
        }
      }
    }
    return y;
  }

  private double[] connected(double[][][] x, String layer, boolean last) {
    float[][] kernel = (float[][]) weights(layer, "W");
    float[] bias = (float[]) weights(layer, "b");
    double[] y = new double[bias.length];
    int i = 0;
    for (double[][] row : x) {
      for (double[] cell : row) {
        for (double value : cell) {
          for (int o = 0; o < y.length; o++) {
            y[o] += value * kernel[i][o];
          }
          i++;
        }
      }
    }
    double sum = 0;
    for (int o = 0; o < y.length; o++) {
      y[o] = last ? Math.exp(y[o] + bias[o]) : Math.max(0, y[o] + bias[o]);
      sum += y[o];
    }
    for (int o = 0; last && o < y.length; o++) {
      y[o] /= sum;
    }
    return y;
  }
}
