package org.percept4j.core.probe;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.HostFloats;
import org.percept4j.core.internal.RowKernel;
import org.percept4j.core.internal.RowKernels;

/**
 * All layers from the input of a network to one of them in one go, if they are convolutions of
 * stride 1 and what is folded into them: no arrays between the layers, one image for each thread,
 * in the backward pass only what the gradient reaches. For narrow layers this takes a fraction of
 * the time of single operations.
 */
final class ConvolutionChain {

  /** Wider layers are left to oneDNN. */
  private static final int MAX_CHANNELS = 64;

  /** Multiplications of one pass up to which one thread is faster than several. */
  private static final long MAX_SERIAL_MULTIPLY_ADDS = 1L << 20;

  private final RowKernel kernel;
  private final List<ChainStep> steps;
  private List<ChainLayer> layers = List.of();
  private SoftReference<ChainImage[]> kept = new SoftReference<>(null);
  private ChainImage @Nullable [] running;
  private long[] shape = {};

  private ConvolutionChain(RowKernel kernel, List<ChainStep> steps) {
    this.kernel = kernel;
    this.steps = steps;
  }

  /**
   * The chain of all that comes before one node, and that node.
   *
   * @return null if these are other layers, or without vector instructions
   */
  static @Nullable ConvolutionChain of(ProbeGraph graph, int target) {
    RowKernel kernel = RowKernels.kernel();
    Deque<ChainStage> stages = new ArrayDeque<>();
    ProbeGraph.Node node = graph.nodes().get(target);
    while (kernel != null && node.input() < 0) {
      ChainStage stage = node.operation().stage();
      if (stage == null || node.from().length != 1) {
        return null;
      }
      stages.addFirst(stage);
      node = graph.nodes().get(node.from()[0]);
    }
    List<ChainStep> steps = ChainStep.fold(List.copyOf(stages));
    boolean alone = graph.inputNodes().length == 1 && graph.dataType() == DataType.FLOAT;
    return kernel == null || steps == null || !alone ? null : new ConvolutionChain(kernel, steps);
  }

  /**
   * Runs forward and keeps what {@link #backward} needs.
   *
   * @param x [N, C, H, W]. Not modified
   * @return [N, F, H', W']; null if this is no input for it, or too large to keep
   */
  @Nullable INDArray forward(INDArray x) {
    List<ChainLayer> placed = x.rank() == 4 ? place(x.shape()) : null;
    if (placed == null) {
      return null;
    }
    long needed = ChainImage.size(placed) * Float.BYTES * x.size(0);
    if (needed > Runtime.getRuntime().maxMemory() / 4) {
      return null;
    }
    layers = placed;
    shape = x.shape();
    ChainImage[] images = images();
    ChainLayer last = layers.get(layers.size() - 1);
    int[] out = last.place.out();
    float[] values = HostFloats.read(x);
    int in = values.length / images.length;
    int each = last.filters * out[0] * out[1];
    float[] y = new float[images.length * each];
    inTurn(images.length, i -> images[i].forward(kernel, values, i * in, y, i * each));
    kept = new SoftReference<>(images);
    running = images;
    return array(y, shape[0], last.filters, out[0], out[1]);
  }

  /**
   * The gradient of Σ ε·y by the input of the last {@link #forward}.
   *
   * @param epsilon in the shape of y. Not modified
   */
  INDArray backward(INDArray epsilon) {
    ChainImage[] images = running;
    if (images == null) {
      throw new IllegalStateException("backward: expected a call of forward before");
    }
    float[] start = HostFloats.read(epsilon);
    float[] gradient = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    int each = start.length / images.length;
    int in = gradient.length / images.length;
    inTurn(images.length, i -> images[i].backward(kernel, start, i * each, gradient, i * in));
    return array(gradient, shape);
  }

  /** Holds on to memory only as long as it is not needed for something else. */
  void release() {
    running = null;
  }

  private interface Task {
    void run(int image);
  }

  private void inTurn(int images, Task task) {
    long work = layers.stream().mapToLong(ChainLayer::multiplications).sum() * images;
    IntStream range = IntStream.range(0, images);
    (work > MAX_SERIAL_MULTIPLY_ADDS ? range.parallel() : range).forEach(task::run);
  }

  private static INDArray array(float[] values, long... shape) {
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    HostFloats.write(values, array);
    return array;
  }

  /** Those of the last call, if sizes are the same; their weights are new. */
  private ChainImage[] images() {
    ChainImage[] images = kept.get();
    if (images != null && images.length == shape[0]) {
      boolean same = true;
      for (ChainImage image : images) {
        same &= image.use(layers);
      }
      if (same) {
        return images;
      }
    }
    images = new ChainImage[(int) shape[0]];
    for (int i = 0; i < images.length; i++) {
      images[i] = new ChainImage(layers);
    }
    return images;
  }

  /** The layers for an input of this shape, with the weights as they are now. */
  private @Nullable List<ChainLayer> place(long[] input) {
    List<ChainLayer> placed = new ArrayList<>();
    int channels = (int) input[1];
    int[] in = {(int) input[2], (int) input[3]};
    int step = channels;
    for (ChainStep s : steps) {
      ChainLayer layer = s.placed(channels, in, step, kernel.lanes());
      if (layer == null || layer.filters > MAX_CHANNELS || channels > MAX_CHANNELS) {
        return null;
      }
      placed.add(layer);
      channels = layer.filters;
      in = layer.place.out();
      step = layer.outStep;
    }
    return placed;
  }
}
