package org.percept4j.hypercolumn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.Checks;
import org.percept4j.core.resample.Bilinear.Convention;

/**
 * The hypercolumns of one image (Hariharan et al. 2015): at every pixel the activations of all
 * chosen layers above it, a volume of {@code depth × height × width} that is never built. Around
 * it: {@link PixelProducts} multiply it, {@link DenseVolume} builds it or parts of it, {@link
 * VolumeFile} writes it, {@link Pooling} averages regions, {@link DesignMatrix} makes training
 * data.
 *
 * <p>Only the layers' own maps are held. Every method gives what it would give on the dense volume,
 * to single precision, and takes memory for its result alone. Rows and columns count from the top
 * left pixel; ranges include their start and exclude their end.
 *
 * <p>Owns its memory and keeps no hold on the network. Immutable and thread-safe.
 */
public final class Hypercolumns {

  /**
   * Says where a layer lies in the volume.
   *
   * @param name the layer's name
   * @param firstChannel the first of its channels in the volume
   * @param channels how many channels it has
   * @param height rows of its own maps
   * @param width columns of its own maps
   */
  public record Layer(String name, int firstChannel, int channels, int height, int width) {
    @Override
    public String toString() {
      return String.format("\"%s\" %d×%d×%d", name, channels, height, width);
    }
  }

  private final List<Block> blocks;
  private final int height;
  private final int width;
  private final int depth;
  private final Convention convention;

  private Hypercolumns(List<Block> blocks, int height, int width, Convention convention) {
    this.blocks = List.copyOf(blocks);
    this.height = height;
    this.width = width;
    this.convention = convention;
    this.depth = blocks.stream().mapToInt(Block::channels).sum();
  }

  /**
   * Puts maps together that were made elsewhere.
   *
   * @param layers maps in the order of their channels, at least one, with different names
   * @param height rows of the volume, at least 1
   * @param width columns of the volume, at least 1
   * @param convention how maps are resized to that
   * @return the hypercolumns
   * @throws IllegalArgumentException if there are no maps, a name comes twice, a size is below 1 or
   *     there are more than 2³¹ − 1 pixels
   */
  public static Hypercolumns of(
      List<FeatureMaps> layers, int height, int width, Convention convention) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("layers: expected at least one, got none");
    }
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "size: expected at least one row and column, got " + height + "×" + width);
    }
    if ((long) height * width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "size: expected at most " + Integer.MAX_VALUE + " pixels, got " + height + "×" + width);
    }
    Set<String> names = new HashSet<>();
    List<Block> blocks = new ArrayList<>();
    int channel = 0;
    for (FeatureMaps maps : layers) {
      if (!names.add(maps.layer())) {
        throw new IllegalArgumentException(
            "layers: expected each layer once, got \"" + maps.layer() + "\" twice");
      }
      blocks.add(Block.of(maps, channel, height, width, convention));
      channel = Math.addExact(channel, maps.channels());
    }
    return new Hypercolumns(blocks, height, width, convention);
  }

  /**
   * Returns the length of a column.
   *
   * @return the number of channels of all layers together
   */
  public int depth() {
    return depth;
  }

  /**
   * Returns the volume's rows.
   *
   * @return the height in pixels
   */
  public int height() {
    return height;
  }

  /**
   * Returns the volume's columns of pixels.
   *
   * @return the width in pixels
   */
  public int width() {
    return width;
  }

  /**
   * Returns how maps are resized to the volume.
   *
   * @return the convention
   */
  public Convention convention() {
    return convention;
  }

  /**
   * Lists what the channels are made of.
   *
   * @return the layers in the order of their channels
   */
  public List<Layer> layers() {
    return blocks.stream().map(Hypercolumns::layer).toList();
  }

  private static Layer layer(Block block) {
    FeatureMaps maps = block.maps();
    return new Layer(
        maps.layer(), block.firstChannel(), maps.channels(), maps.height(), maps.width());
  }

  /**
   * Finds the layer that a channel comes from.
   *
   * @param channel from 0 to {@code depth() - 1}
   * @return the layer
   * @throws IndexOutOfBoundsException if there is no such channel
   */
  public Layer layerOf(int channel) {
    return layer(blockOf(channel));
  }

  Block blockOf(int channel) {
    Checks.index("channel", depth, channel);
    int i = 0;
    while (channel >= blocks.get(i).firstChannel() + blocks.get(i).channels()) {
      i++;
    }
    return blocks.get(i);
  }

  /**
   * Returns the maps of one layer at their own resolution.
   *
   * @param layer the layer's name
   * @return its maps
   * @throws IllegalArgumentException if there is no such layer; the message lists what there is
   */
  public FeatureMaps maps(String layer) {
    return blocks.stream()
        .map(Block::maps)
        .filter(m -> m.layer().equals(layer))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "layer: expected one of "
                        + blocks.stream().map(b -> b.maps().layer()).toList()
                        + ", got \""
                        + layer
                        + "\""));
  }

  /**
   * Selects some of the layers, sharing their memory.
   *
   * @param layers names of layers, in the order wanted, at least one
   * @return the shorter columns
   * @throws IllegalArgumentException if there is no such layer or one comes twice
   */
  public Hypercolumns select(String... layers) {
    return of(Arrays.stream(layers).map(this::maps).toList(), height, width, convention);
  }

  /**
   * Returns the column of one pixel.
   *
   * @param y row
   * @param x column
   * @return {@code depth()} activations
   * @throws IndexOutOfBoundsException if the pixel is outside
   */
  public float[] at(int y, int x) {
    Checks.index("y", height, y);
    Checks.index("x", width, x);
    return PointSamples.values(this, PixelPoints.of(new int[] {y}, new int[] {x}));
  }

  /**
   * Samples the columns at some points; between pixel centres, the linear blend of the pixels
   * around.
   *
   * @param points where, at least one, all inside: 0 ≤ y ≤ height − 1, 0 ≤ x ≤ width − 1; for
   *     others use {@link PixelPoints#clamped}
   * @return [points, depth], FLOAT
   * @throws IndexOutOfBoundsException if a point is outside
   */
  public INDArray sample(PixelPoints points) {
    return PointSamples.matrix(this, points);
  }

  /**
   * Samples the columns at some points, as {@link #sample}, on the Java heap.
   *
   * @param points where, at least one, all inside
   * @return {@code points · depth} values, point after point
   * @throws IndexOutOfBoundsException if a point is outside
   */
  public float[] columnsAt(PixelPoints points) {
    return PointSamples.values(this, points);
  }

  /**
   * Builds the whole volume: {@code 4 · depth · height · width} bytes. Memory of a closed volume is
   * used for the next of the same size, or given back by the garbage collector. {@link DenseVolume}
   * builds parts.
   *
   * @return [depth, height, width], FLOAT
   * @throws IllegalStateException if that is more than the machine's free memory; known before it
   *     is tried
   */
  public INDArray dense() {
    return DenseVolume.rows(this, 0, height);
  }

  /**
   * Averages over the channels at every pixel.
   *
   * @return [height, width], FLOAT
   */
  public INDArray meanMap() {
    double[] vector = new double[depth];
    Arrays.fill(vector, 1.0 / depth);
    return Nd4j.createFromArray(products().project(new double[][] {vector}).planes()[0])
        .reshape(height, width);
  }

  /**
   * Averages all pixels' columns, in double precision whatever their offset.
   *
   * @return one mean per channel
   */
  public double[] mean() {
    float[] first = new float[depth];
    for (Block block : blocks) {
      for (int c = 0; c < block.channels(); c++) {
        first[block.firstChannel() + c] = block.values()[c * block.cells()];
      }
    }
    double[] mean = products(first).sums();
    for (int c = 0; c < depth; c++) {
      mean[c] = first[c] + mean[c] / pixels();
    }
    return mean;
  }

  /**
   * Scales and shifts every channel: {@code scale[c]·x_c + shift[c]}, done on the layers' own maps
   * in double precision.
   *
   * @param scale one factor per channel. Not modified.
   * @param shift one summand per channel. Not modified.
   * @return columns of the same layers with memory of their own
   * @throws IllegalArgumentException if there is not one value per channel, or a result is not
   *     finite
   */
  public Hypercolumns affine(double[] scale, double[] shift) {
    if (scale.length != depth || shift.length != depth) {
      throw new IllegalArgumentException(
          String.format(
              "scale and shift: expected %d values, one per channel, got %d and %d",
              depth, scale.length, shift.length));
    }
    List<FeatureMaps> changed = new ArrayList<>();
    for (Block block : blocks) {
      int from = block.firstChannel();
      int to = from + block.channels();
      changed.add(
          block
              .maps()
              .affine(Arrays.copyOfRange(scale, from, to), Arrays.copyOfRange(shift, from, to)));
    }
    return of(changed, height, width, convention);
  }

  /**
   * Offers the volume's products with vectors and weights.
   *
   * @return the products of the columns as they are
   */
  public PixelProducts products() {
    return products(new float[depth]);
  }

  /**
   * Offers the products of columns relative to an origin.
   *
   * @param origin one value per channel. Not modified; copied.
   * @return the products of every column less the origin
   * @throws IllegalArgumentException if there is not one value per channel
   */
  public PixelProducts products(float[] origin) {
    return new PixelProducts(this, origin.clone());
  }

  /**
   * Returns the number of pixels.
   *
   * @return height times width
   */
  public int pixels() {
    return height * width;
  }

  @Override
  public String toString() {
    return String.format(
        "Hypercolumns of %d channels at %d×%d pixels: %s", depth, height, width, layers());
  }

  List<Block> blocks() {
    return blocks;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hypercolumns that
        && blocks.equals(that.blocks)
        && convention == that.convention;
  }

  @Override
  public int hashCode() {
    return blocks.hashCode();
  }
}
