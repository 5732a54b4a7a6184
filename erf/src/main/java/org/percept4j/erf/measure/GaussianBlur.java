package org.percept4j.erf.measure;

/** Separable Gaussian blur with mirrored borders. */
final class GaussianBlur {

  private GaussianBlur() {}

  static double[] apply(double[] values, int rows, int columns, double sigma) {
    if (!(sigma > 0 && Double.isFinite(sigma))) {
      throw new IllegalArgumentException("sigma: expected above 0, got " + sigma);
    }
    int reach = (int) Math.ceil(4 * sigma);
    double[] kernel = new double[2 * reach + 1];
    double sum = 0;
    for (int i = -reach; i <= reach; i++) {
      kernel[i + reach] = Math.exp(-0.5 * i * i / (sigma * sigma));
      sum += kernel[i + reach];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] /= sum;
    }
    double[] across = alongAxis(values, rows, columns, columns, 1, kernel);
    return alongAxis(across, columns, rows, 1, columns, kernel);
  }

  private static double[] alongAxis(
      double[] values, int lines, int length, int lineStep, int step, double[] kernel) {
    int reach = kernel.length / 2;
    double[] out = new double[values.length];
    for (int line = 0; line < lines; line++) {
      for (int at = 0; at < length; at++) {
        double total = 0;
        for (int k = -reach; k <= reach; k++) {
          total += kernel[k + reach] * values[line * lineStep + mirrored(at + k, length) * step];
        }
        out[line * lineStep + at * step] = total;
      }
    }
    return out;
  }

  private static int mirrored(int at, int length) {
    int period = Math.floorMod(at, 2 * length);
    return period < length ? period : 2 * length - 1 - period;
  }
}
