package org.percept4j.hypercolumn.learn;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * Standardises every channel to mean 0 and standard deviation 1 over the pixels it was fitted on.
 * Weights of bilinear interpolation add up to 1, so scaling a layer's own maps scales the volume.
 *
 * <p>A channel that is constant is only shifted. Immutable and thread-safe; serialisable, version
 * 1.
 *
 * @serial exclude
 */
public final class PixelScaler implements Serializable {

  private static final long serialVersionUID = 1;
  private static final String KIND = "PixelScaler_v1";

  /** A standard deviation below this share of the mean is rounding, not variation. */
  private static final double MIN_RELATIVE_DEVIATION = 1e-7;

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
    return fit(PixelSource.of(images));
  }

  /**
   * Measures the pixels of many images in one pass.
   *
   * @param images their columns, all of the same depth and layers; sizes may differ
   * @return the scaler
   * @throws IllegalArgumentException if there is no image or depths differ
   */
  public static PixelScaler fit(PixelSource images) {
    return of(images.sum((image, columns) -> PixelMoments.variances(columns)));
  }

  /**
   * Makes the scaler of pixels that were measured.
   *
   * @param moments their moments
   * @return the scaler
   */
  public static PixelScaler of(PixelMoments moments) {
    double[] means = moments.means();
    double[] deviations = moments.squares();
    for (int c = 0; c < means.length; c++) {
      double deviation = Math.sqrt(deviations[c] / moments.count());
      deviations[c] = deviation > MIN_RELATIVE_DEVIATION * Math.abs(means[c]) ? deviation : 0;
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
    Requirements.requireDepth(columns, means.length);
    double[] scale = new double[means.length];
    double[] shift = new double[means.length];
    for (int c = 0; c < scale.length; c++) {
      scale[c] = deviations[c] == 0 ? 1 : 1 / deviations[c];
      shift[c] = -means[c] * scale[c];
    }
    return columns.affine(scale, shift);
  }

  /**
   * Returns every channel's mean over the pixels.
   *
   * @return one mean per channel; a copy
   */
  public double[] means() {
    return means.clone();
  }

  /**
   * Returns every channel's standard deviation over the pixels (the population's: divided by n).
   *
   * @return one deviation per channel, 0 for a constant one; a copy
   */
  public double[] deviations() {
    return deviations.clone();
  }

  /**
   * Writes the scaler to a NumPy archive ({@code .npz}) with {@code means} and {@code deviations}.
   *
   * @param path where to; replaced if it is there, once all is written
   * @throws IOException if it cannot be written
   */
  public void save(Path path) throws IOException {
    ModelFile.write(
        path, KIND, List.of(ModelFile.of("means", means), ModelFile.of("deviations", deviations)));
  }

  /**
   * Reads a scaler.
   *
   * @param path a file that {@link #save} wrote
   * @return the scaler
   * @throws IOException if the file cannot be read, is corrupt or holds something else; the message
   *     names the file and what is wrong
   */
  public static PixelScaler load(Path path) throws IOException {
    ModelFile file = ModelFile.read(path, KIND);
    double[] means = file.vector("means");
    double[] deviations = file.vector("deviations", means.length);
    file.require(
        Arrays.stream(deviations).allMatch(d -> d >= 0),
        "deviations of 0 or more",
        "negative ones");
    return new PixelScaler(means, deviations);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PixelScaler that
        && Arrays.equals(means, that.means)
        && Arrays.equals(deviations, that.deviations);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(means) + Arrays.hashCode(deviations);
  }

  @Override
  public String toString() {
    long constant = Arrays.stream(deviations).filter(d -> d == 0).count();
    return String.format("PixelScaler of %d channels, %d of them constant", means.length, constant);
  }
}
