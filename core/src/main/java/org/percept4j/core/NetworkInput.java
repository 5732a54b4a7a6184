package org.percept4j.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One array that a network takes, as far as the network's configuration says: what convolutions,
 * preprocessors and other layers behind the input need, followed back through pooling, merges and
 * whatever else stands between.
 *
 * <p>A value; immutable and thread-safe.
 *
 * @param name the input's name in a {@code ComputationGraph}, {@code input} in a {@code
 *     MultiLayerNetwork}
 * @param layout order of the axes; empty if no layer tells. Of a flat input, that of what it is
 *     reshaped to
 * @param flat whether the array is [N, values], which the network itself reshapes to {@code
 *     layout}, as DL4J's {@code convolutionalFlat} inputs are
 * @param channels number of channels or features; empty if any number will do
 * @param size length of each axis that is neither samples nor channels, in the layout's order
 *     ([height, width] of a picture); empty if the network takes any, or there is no such axis
 * @param dataType what the network computes in; inputs of other types are converted
 */
public record NetworkInput(
    String name,
    Optional<Layout> layout,
    boolean flat,
    OptionalInt channels,
    List<Integer> size,
    DataType dataType) {

  /** Order of an array's axes: N samples, C channels, D depth, H height, W width or time. */
  public enum Layout {
    /** Feature vectors. */
    NC,
    /** Sequences, DL4J's default. */
    NCW,
    /** Sequences with the channels last. */
    NWC,
    /** Pictures, DL4J's default. */
    NCHW,
    /** Pictures with the channels last, as networks imported from TensorFlow take them. */
    NHWC,
    /** Volumes, DL4J's default. */
    NCDHW,
    /** Volumes with the channels last. */
    NDHWC;

    /**
     * Returns the number of axes, samples and channels included.
     *
     * @return 2 to 5
     */
    public int rank() {
      return name().length();
    }

    /**
     * Returns the position of the channels among the axes.
     *
     * @return 1, or the last axis
     */
    public int channelAxis() {
      return name().indexOf('C');
    }

    /**
     * Returns whether the channels are the last of several axes.
     *
     * @return true for NWC, NHWC and NDHWC
     */
    public boolean isChannelsLast() {
      return channelAxis() > 1;
    }

    /**
     * Returns the position of the first axis that is neither samples nor channels.
     *
     * @return 1 or 2; 2 for NC, which has no such axis
     */
    public int firstSpatialAxis() {
      return isChannelsLast() ? 1 : 2;
    }

    /**
     * Returns the shape of a batch.
     *
     * @param samples number of samples
     * @param channels number of channels
     * @param size length of each other axis
     * @return the shape in this order
     * @throws IllegalArgumentException if the number of axes is another
     */
    public long[] shape(long samples, long channels, List<Integer> size) {
      if (size.size() != rank() - 2) {
        throw new IllegalArgumentException(
            "size: expected " + (rank() - 2) + " lengths for " + this + ", got " + size);
      }
      long[] shape = new long[rank()];
      shape[0] = samples;
      shape[channelAxis()] = channels;
      for (int i = 0; i < size.size(); i++) {
        shape[firstSpatialAxis() + i] = size.get(i);
      }
      return shape;
    }

    static Layout ofRank(int rank) {
      return switch (rank) {
        case 2 -> NC;
        case 3 -> NCW;
        case 4 -> NCHW;
        case 5 -> NCDHW;
        default -> throw new IllegalArgumentException("rank: expected 2 to 5, got " + rank);
      };
    }
  }

  /**
   * Copies the size.
   *
   * @param name the input's name
   * @param layout order of the axes
   * @param flat whether the array is [N, values]
   * @param channels number of channels
   * @param size length of each other axis
   * @param dataType what the network computes in
   */
  public NetworkInput {
    size = List.copyOf(size);
  }

  /**
   * Reads what a network takes.
   *
   * @param model a {@code MultiLayerNetwork} or {@code ComputationGraph}, initialised or not. Not
   *     modified
   * @return its inputs in their order
   * @throws IllegalArgumentException if it is another kind of model
   */
  public static List<NetworkInput> of(Model model) {
    return of(NetworkStructure.of(model));
  }

  /**
   * Reads what a network takes from its configuration.
   *
   * @param structure the configuration
   * @return its inputs in their order
   */
  public static List<NetworkInput> of(NetworkStructure structure) {
    return InputInference.of(structure);
  }

  /**
   * Returns whether this is a picture: two axes beside samples and channels, flat or not.
   *
   * @return false also if the layout is not known
   */
  public boolean isPicture() {
    return layout.isPresent() && layout.get().rank() == 4;
  }

  /**
   * Returns whether the channels are the last axis.
   *
   * @return false also if the layout is not known
   */
  public boolean isChannelsLast() {
    return layout.isPresent() && layout.get().isChannelsLast();
  }

  /**
   * Returns this input as an array has it: with its layout, channels and size filled in. An array
   * of its full rank is taken as DL4J takes it where the network would reshape a flat one.
   *
   * @param array a batch of inputs. Not modified
   * @return the same input with nothing unknown
   * @throws IllegalArgumentException if the network cannot take such an array
   */
  public NetworkInput of(INDArray array) {
    long[] shape = array.shape();
    if (flat && shape.length == 2) {
      long values = channels.orElseThrow();
      for (int length : size) {
        values *= length;
      }
      if (shape[1] != values) {
        throw unfit(shape);
      }
      return this;
    }
    if (shape.length < 2 || shape.length > 5) {
      throw unfit(shape);
    }
    Layout order = layout.orElseGet(() -> Layout.ofRank(shape.length));
    if (shape.length != order.rank()) {
      throw unfit(shape);
    }
    List<Integer> lengths = new ArrayList<>();
    for (int i = 0; i < order.rank() - 2; i++) {
      lengths.add(Math.toIntExact(shape[order.firstSpatialAxis() + i]));
    }
    int depth = Math.toIntExact(shape[order.channelAxis()]);
    if ((channels.isPresent() && channels.getAsInt() != depth)
        || !(size.isEmpty() || size.equals(lengths))) {
      throw unfit(shape);
    }
    return new NetworkInput(
        name, Optional.of(order), false, OptionalInt.of(depth), lengths, dataType);
  }

  private IllegalArgumentException unfit(long... shape) {
    return new IllegalArgumentException(
        "input \"" + name + "\": expected " + description() + ", got " + Arrays.toString(shape));
  }

  private String description() {
    if (layout.isEmpty()) {
      return "[N, " + (channels.isPresent() ? channels.getAsInt() : "channels") + ", …]";
    }
    Layout order = layout.get();
    StringBuilder text = new StringBuilder("[N");
    int axis = 0;
    for (char letter : order.name().substring(1).toCharArray()) {
      text.append(", ");
      if (letter == 'C') {
        text.append(channels.isPresent() ? channels.getAsInt() : "channels");
      } else if (!size.isEmpty()) {
        text.append(size.get(axis++));
      } else {
        text.append(letter == 'D' ? "depth" : letter == 'H' ? "height" : "width");
      }
    }
    text.append("] (").append(order).append(flat ? ", or flat)" : ")");
    return text.toString();
  }

  /**
   * Returns this input with a size that the network leaves open.
   *
   * @param lengths length of each axis that is neither samples nor channels, at least 1 each
   * @return the input
   * @throws IllegalArgumentException if the network has another size or another number of axes
   */
  public NetworkInput withSize(int... lengths) {
    List<Integer> wanted = Arrays.stream(lengths).boxed().toList();
    boolean fits = layout.isEmpty() || layout.get().rank() == lengths.length + 2;
    if (!fits || !(size.isEmpty() || size.equals(wanted)) || wanted.stream().anyMatch(n -> n < 1)) {
      throw new IllegalArgumentException(
          "size: expected one for input " + description() + ", got " + wanted);
    }
    return new NetworkInput(name, layout, flat, channels, wanted, dataType);
  }

  /**
   * Returns the shape of a batch, as the network takes it.
   *
   * @param samples number of samples, at least 1
   * @return [N, values] of a flat input
   * @throws IllegalStateException if layout, channels or size are not known
   */
  public long[] shape(long samples) {
    if (layout.isEmpty() || channels.isEmpty() || (size.isEmpty() && layout.get().rank() > 2)) {
      throw new IllegalStateException(
          "input \"" + name + "\": expected layout, channels and size to be known, got " + this);
    }
    if (!flat) {
      return layout.get().shape(samples, channels.getAsInt(), size);
    }
    long values = channels.getAsInt();
    for (int length : size) {
      values *= length;
    }
    return new long[] {samples, values};
  }

  /**
   * Returns the shape in words.
   *
   * @return such as {@code input "in" [N, 3, height, width] (NCHW), FLOAT}
   */
  @Override
  public String toString() {
    return "input \"" + name + "\" " + description() + ", " + dataType;
  }
}
