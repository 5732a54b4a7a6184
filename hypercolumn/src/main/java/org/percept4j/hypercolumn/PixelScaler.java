package org.percept4j.hypercolumn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Standardises every channel to mean 0 and standard deviation 1 over the pixels it was fitted on.
 * Weights of bilinear interpolation add up to 1, so scaling a layer's own maps scales the volume.
 *
 * <p>A channel that is constant is only shifted. Immutable and thread-safe.
 */
public final class PixelScaler {

  /** A standard deviation below this share of the mean is rounding, not variation. */
  private static final double CONSTANT = 1e-7;

  private final double[] means;
  private final double[] deviations;

  private PixelScaler(double[] means, double[] deviations) {
    this.means = means;
    this.deviations = deviations;
  }

  /**
   * Measures the pixels of one image.
   *
   * @param columns the pixels' columns
   * @return the scaler
   */
  public static PixelScaler fit(Hypercolumns columns) {
    return fit(List.of(columns));
  }

  /**
   * Measures the pixels of several images together.
   *
   * @param images their columns, all of the same depth and layers; sizes may differ
   * @return the scaler
   * @throws IllegalArgumentException if there is no image or depths differ
   */
  public static PixelScaler fit(List<Hypercolumns> images) {
    Images.requireSameDepth(images);
    double[] means = Images.mean(images);
    double[] deviations = new double[means.length];
    for (Hypercolumns image : images) {
      for (Block block : image.blocks()) {
        Overlap overlap = Overlap.of(block, block);
        IntStream.range(0, block.channels())
            .parallel()
            .forEach(
                c -> {
                  int channel = block.firstChannel() + c;
                  double[] centred = block.centred(c, means[channel]);
                  deviations[channel] += Lloyd.dot(centred, overlap.apply(centred));
                });
      }
    }
    long pixels = Images.pixels(images);
    for (int c = 0; c < means.length; c++) {
      double deviation = Math.sqrt(Math.max(0, deviations[c]) / pixels);
      deviations[c] = deviation > CONSTANT * Math.abs(means[c]) ? deviation : 0;
    }
    return new PixelScaler(means, deviations);
  }

  /**
   * Standardises an image's columns.
   *
   * @param columns of the depth and layers the scaler was fitted on
   * @return columns of which channel c is (x_c − mean_c) / deviation_c; with own memory
   * @throws IllegalArgumentException if the depth differs
   */
  public Hypercolumns transform(Hypercolumns columns) {
    Images.requireDepth(columns, means.length);
    List<FeatureMaps> scaled =
        columns.blocks().stream()
            .map(
                block -> {
                  int from = block.firstChannel();
                  double[] scale = new double[block.channels()];
                  double[] shift = new double[block.channels()];
                  for (int c = 0; c < scale.length; c++) {
                    double deviation = deviations[from + c];
                    scale[c] = deviation == 0 ? 1 : 1 / deviation;
                    shift[c] = -means[from + c] * scale[c];
                  }
                  return block.maps().affine(scale, shift);
                })
            .toList();
    return Hypercolumns.of(scaled, columns.height(), columns.width(), columns.convention());
  }

  /**
   * Every channel's mean over the pixels.
   *
   * @return one mean per channel; a copy
   */
  public double[] means() {
    return Arrays.copyOf(means, means.length);
  }

  /**
   * Every channel's standard deviation over the pixels (the population's: divided by n).
   *
   * @return one deviation per channel, 0 for a constant one; a copy
   */
  public double[] deviations() {
    return Arrays.copyOf(deviations, deviations.length);
  }
}
