package org.percept4j.hypercolumn;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.percept4j.core.npy.NpyWriter;
import org.percept4j.core.plot.Colormap;
import org.percept4j.core.resample.Bilinear.Convention;

/**
 * The hypercolumns of one image (Hariharan et al. 2015): at every pixel the activations of all
 * chosen layers above it, a volume of {@code depth × height × width} that is never built.
 *
 * <p>Only the layers' own maps are held. Every method gives what it would give on the dense volume,
 * to single precision, and takes memory for its result alone. Rows and columns count from the top
 * left pixel; ranges include their start and exclude their end.
 *
 * <p>Owns its memory and keeps no hold on the network. Immutable and thread-safe.
 */
public final class Hypercolumns {

  /**
   * Where a layer lies in the volume.
   *
   * @param name the layer's name
   * @param firstChannel the first of its channels in the volume
   * @param channels how many channels it has
   * @param height rows of its own maps
   * @param width columns of its own maps
   */
  public record Layer(String name, int firstChannel, int channels, int height, int width) {}

  /** The order of a file's axes. */
  public enum Order {
    /** [depth, height, width]: map after map. */
    CHW,
    /** [height, width, depth]: column after column. */
    HWC
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
   * @throws IllegalArgumentException if there are no maps, a name comes twice, or a size is below 1
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
    Math.multiplyExact(height, width);
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
   * The length of a column.
   *
   * @return the number of channels of all layers together
   */
  public int depth() {
    return depth;
  }

  /**
   * Rows of the volume.
   *
   * @return the height in pixels
   */
  public int height() {
    return height;
  }

  /**
   * Columns of the volume.
   *
   * @return the width in pixels
   */
  public int width() {
    return width;
  }

  /**
   * How maps are resized to the volume.
   *
   * @return the convention
   */
  public Convention convention() {
    return convention;
  }

  /**
   * What the channels are made of.
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
   * Which layer a channel comes from.
   *
   * @param channel from 0 to {@code depth() - 1}
   * @return the layer
   * @throws IndexOutOfBoundsException if there is no such channel
   */
  public Layer layerOf(int channel) {
    return layer(blockOf(channel));
  }

  Block blockOf(int channel) {
    Indices.require("channel", channel, depth);
    int i = 0;
    while (channel >= blocks.get(i).firstChannel() + blocks.get(i).channels()) {
      i++;
    }
    return blocks.get(i);
  }

  /**
   * The maps of one layer at their own resolution.
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
   * One map of one layer at its own resolution.
   *
   * @param layer the layer's name
   * @param channel from 0 to the layer's number of channels less one
   * @return [rows, columns] of the layer, FLOAT
   * @throws IllegalArgumentException if there is no such layer
   * @throws IndexOutOfBoundsException if it has no such channel
   */
  public INDArray featureMap(String layer, int channel) {
    return maps(layer).map(channel);
  }

  /**
   * All maps of one layer in one picture, in reading order, each at its own resolution (small ones
   * magnified) and over its own range of values.
   *
   * @param layer the layer's name
   * @param colormap the colours
   * @return an opaque RGB picture
   * @throws IllegalArgumentException if there is no such layer
   */
  public BufferedImage contactSheet(String layer, Colormap colormap) {
    return ContactSheet.of(maps(layer), colormap);
  }

  /**
   * The same pixels with some of the layers only, sharing their memory.
   *
   * @param layers names of layers, in the order wanted, at least one
   * @return the shorter columns
   * @throws IllegalArgumentException if there is no such layer or one comes twice
   */
  public Hypercolumns select(String... layers) {
    return of(Arrays.stream(layers).map(this::maps).toList(), height, width, convention);
  }

  /**
   * The column of one pixel.
   *
   * @param y row
   * @param x column
   * @return {@code depth()} activations
   * @throws IndexOutOfBoundsException if the pixel is outside
   */
  public float[] at(int y, int x) {
    Indices.require("y", y, height);
    Indices.require("x", x, width);
    return PointSamples.values(this, PixelPoints.of(new int[] {y}, new int[] {x}));
  }

  /**
   * The columns at some points; between pixel centres, the linear blend of the pixels around.
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
   * The columns at labelled points as a data set to train any classifier on.
   *
   * @param points where, all inside, at least one
   * @param labels each point's class, from 0. Not modified.
   * @param classes how many classes there are
   * @return features [points, depth] and one-hot labels [points, classes], FLOAT
   * @throws IllegalArgumentException if there is not one label per point or a label is no class
   * @throws IndexOutOfBoundsException if a point is outside
   */
  public DataSet designMatrix(PixelPoints points, int[] labels, int classes) {
    return PointSamples.labelled(this, points, labels, classes);
  }

  /**
   * Some rows of the volume.
   *
   * @param from first row
   * @param to row after the last
   * @return [depth, rows, width], FLOAT
   * @throws IndexOutOfBoundsException if there are no such rows or none at all
   */
  public INDArray rows(int from, int to) {
    Indices.requireRange("rows", from, to, height);
    return DenseVolume.of(this, 0, depth, from, to);
  }

  /**
   * Some channels of the volume.
   *
   * @param from first channel
   * @param to channel after the last
   * @return [channels, height, width], FLOAT
   * @throws IndexOutOfBoundsException if there are no such channels or none at all
   */
  public INDArray channels(int from, int to) {
    Indices.requireRange("channels", from, to, depth);
    return DenseVolume.of(this, from, to, 0, height);
  }

  /**
   * The whole volume, built: {@code 4 · depth · height · width} bytes. Memory of a closed volume is
   * used for the next of the same size, or given back by the garbage collector.
   *
   * @return [depth, height, width], FLOAT
   */
  public INDArray dense() {
    return DenseVolume.of(this, 0, depth, 0, height);
  }

  /**
   * Builds the whole volume in memory that exists already: with a fresh array of this size half of
   * the time goes into getting the memory.
   *
   * @param target [depth, height, width], FLOAT, C order, no strided view. Modified.
   * @throws IllegalArgumentException if the target is something else
   */
  public void dense(INDArray target) {
    DenseVolume.into(this, target);
  }

  /**
   * The mean over the channels at every pixel.
   *
   * @return [height, width], FLOAT
   */
  public INDArray meanMap() {
    return Floats.array(Projection.mean(this), height, width);
  }

  /**
   * The mean column over a box of pixels.
   *
   * @param fromRow first row
   * @param toRow row after the last
   * @param fromColumn first column
   * @param toColumn column after the last
   * @return {@code depth()} means
   * @throws IndexOutOfBoundsException if the box is empty or reaches outside
   */
  public float[] pool(int fromRow, int toRow, int fromColumn, int toColumn) {
    return Pooling.box(this, fromRow, toRow, fromColumn, toColumn);
  }

  /**
   * The mean column over a mask's pixels.
   *
   * @param mask {@code height() · width()} pixels, row after row; true for those that count. Not
   *     modified.
   * @return {@code depth()} means
   * @throws IllegalArgumentException if the mask has another size or no pixel counts
   */
  public float[] pool(boolean[] mask) {
    return Pooling.mask(this, mask);
  }

  /**
   * Writes the volume to a NumPy file without building it: a few megabytes of memory whatever its
   * size. The file appears when it is complete.
   *
   * @param path where to; replaced if it is there
   * @param order which axis comes first
   * @param precision how values are stored; the error of half precision is stated there
   * @throws IOException if the path cannot be written, the disk is full or the thread is
   *     interrupted; there is no new file then
   * @throws IllegalArgumentException if a value is beyond what half precision can store; there is
   *     no new file then
   */
  public void writeNpy(Path path, Order order, NpyWriter.Precision precision) throws IOException {
    long[] shape =
        order == Order.CHW ? new long[] {depth, height, width} : new long[] {height, width, depth};
    try (NpyWriter writer = NpyWriter.create(path, precision, shape)) {
      ColumnStream stream = new ColumnStream(this);
      if (order == Order.CHW) {
        stream.writeChannelsFirst(writer);
      } else {
        stream.writeChannelsLast(writer);
      }
      writer.commit();
    }
  }

  /**
   * Writes the volume to a NumPy file as [depth, height, width] in single precision.
   *
   * @param path where to; replaced if it is there
   * @throws IOException if the path cannot be written, the disk is full or the thread is
   *     interrupted; there is no new file then
   */
  public void writeNpy(Path path) throws IOException {
    writeNpy(path, Order.CHW, NpyWriter.Precision.SINGLE);
  }

  int pixels() {
    return height * width;
  }

  List<Block> blocks() {
    return blocks;
  }
}
