package org.percept4j.hypercolumn;

import java.util.Arrays;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.Backend;
import org.percept4j.core.internal.Checks;
import org.percept4j.core.internal.HostFloats;

/**
 * The activations of one layer for one image at the layer's own resolution: {@code channels} maps
 * of {@code height × width}. A fully connected layer has maps of 1×1.
 *
 * <p>Owns its memory. Immutable and thread-safe.
 */
public final class FeatureMaps {

  private final String layer;
  private final int channels;
  private final int height;
  private final int width;
  private final float[] values;

  private FeatureMaps(String layer, int channels, int height, int width, float[] values) {
    this.layer = layer;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.values = values;
  }

  /**
   * Makes maps of plain memory.
   *
   * @param layer the layer's name
   * @param channels how many maps, at least 1
   * @param height rows of a map, at least 1
   * @param width columns of a map, at least 1
   * @param values channel after channel, row after row, all finite. Not modified; copied.
   * @return the maps
   * @throws IllegalArgumentException if a size is below 1, the length is not their product, or a
   *     value is NaN or infinite
   */
  public static FeatureMaps of(String layer, int channels, int height, int width, float[] values) {
    Backend.require(); // which all results are of, though this is not
    return owning(layer, channels, height, width, values.clone());
  }

  /**
   * Makes maps of an ND4J array.
   *
   * @param layer the layer's name
   * @param maps [channels, height, width], any data type, views allowed, all finite. Not modified.
   * @return the maps
   * @throws IllegalArgumentException if the rank is not 3 or a value is NaN or infinite
   */
  public static FeatureMaps of(String layer, INDArray maps) {
    if (maps.rank() != 3) {
      throw new IllegalArgumentException(
          "maps: expected [channels, height, width], got rank " + maps.rank());
    }
    int channels = Math.toIntExact(maps.size(0));
    int height = Math.toIntExact(maps.size(1));
    int width = Math.toIntExact(maps.size(2));
    return owning(layer, channels, height, width, HostFloats.read(maps));
  }

  /** As {@link #of(String, int, int, int, float[])}, keeping {@code values} instead of a copy. */
  static FeatureMaps owning(String layer, int channels, int height, int width, float[] values) {
    Objects.requireNonNull(layer, "layer");
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          String.format(
              "layer \"%s\": expected at least one channel, row and column, got %d×%d×%d",
              layer, channels, height, width));
    }
    if ((long) channels * height * width != values.length) {
      throw new IllegalArgumentException(
          String.format(
              "values: expected %d×%d×%d of layer \"%s\", got %d",
              channels, height, width, layer, values.length));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            String.format(
                "layer \"%s\": expected finite activations, got %s in channel %d, row %d, column"
                    + " %d",
                layer, values[i], i / (height * width), i / width % height, i % width));
      }
    }
    return new FeatureMaps(layer, channels, height, width, values);
  }

  /**
   * Returns the layer's name.
   *
   * @return as DL4J shows it
   */
  public String layer() {
    return layer;
  }

  /**
   * Returns the number of maps.
   *
   * @return at least 1
   */
  public int channels() {
    return channels;
  }

  /**
   * Returns a map's rows.
   *
   * @return at least 1
   */
  public int height() {
    return height;
  }

  /**
   * Returns a map's columns.
   *
   * @return at least 1
   */
  public int width() {
    return width;
  }

  /**
   * Copies one map.
   *
   * @param channel from 0 to {@code channels() - 1}
   * @return [height, width], FLOAT, a copy
   * @throws IndexOutOfBoundsException if there is no such channel
   */
  public INDArray map(int channel) {
    Checks.index("channel", channels, channel);
    float[] plane = new float[cells()];
    System.arraycopy(values, channel * cells(), plane, 0, cells());
    return Nd4j.createFromArray(plane).reshape(height, width);
  }

  /**
   * Copies all maps.
   *
   * @return [channels, height, width], FLOAT, a copy
   */
  public INDArray toArray() {
    return Nd4j.createFromArray(values).reshape(channels, height, width);
  }

  @Override
  public String toString() {
    return String.format("%d maps of %d×%d of layer \"%s\"", channels, height, width, layer);
  }

  /** Values of one map. */
  int cells() {
    return height * width;
  }

  /** The live array, channel after channel. Never written to. */
  float[] values() {
    return values;
  }

  /** Maps of the same shape with {@code scale[c]·value + shift[c]}. */
  FeatureMaps affine(double[] scale, double[] shift) {
    float[] changed = new float[values.length];
    int cells = cells();
    for (int i = 0; i < changed.length; i++) {
      changed[i] = (float) (scale[i / cells] * values[i] + shift[i / cells]);
    }
    return owning(layer, channels, height, width, changed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureMaps that
        && layer.equals(that.layer)
        && channels == that.channels
        && height == that.height
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * layer.hashCode() + Arrays.hashCode(values);
  }
}
