package org.percept4j.core.probe;

import java.lang.ref.SoftReference;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.HostFloats;
import org.percept4j.core.internal.RowKernels;
import org.percept4j.core.internal.TileKernel;

/**
 * The forward pass of the first layers of a network, if they are 3×3 convolutions that keep the
 * size and 2×2 max pools one after another, as in VGG: see {@link TileConvolution}. Nothing is made
 * between layers but two buffers, which are kept for the next image.
 */
final class ConvolutionTrunk {

  /** Multiplications of one image below which single operations are as fast. */
  private static final long MIN_MULTIPLY_ADDS = 1L << 26;

  private record Step(int node, ChainStage stage) {}

  /** What is kept from call to call while there is memory for it. */
  private record Kept(float[] one, float[] other, float[] weights) {
    boolean holds(long map, int weight) {
      return one.length >= map && weights.length >= weight;
    }
  }

  private final TileKernel kernel;
  private final List<Step> steps;
  private final BitSet nodes = new BitSet();
  private final long least;
  private SoftReference<Kept> kept = new SoftReference<>(null);

  private ConvolutionTrunk(TileKernel kernel, List<Step> steps, long least) {
    this.kernel = kernel;
    this.steps = steps;
    steps.forEach(step -> nodes.set(step.node));
    this.least = least;
  }

  /** The trunk of a network; null if there is none, or without vector instructions. */
  static @Nullable ConvolutionTrunk of(ProbeGraph graph) {
    return of(graph, MIN_MULTIPLY_ADDS);
  }

  static @Nullable ConvolutionTrunk of(ProbeGraph graph, long least) {
    TileKernel kernel = RowKernels.tiles();
    if (kernel == null
        || graph.inputNodes().length != 1
        || graph.dataType() != DataType.FLOAT
        || !HostFloats.isHost()) {
      return null;
    }
    List<Step> steps = new ArrayList<>();
    int end = graph.inputNodes()[0];
    for (int n = 0; n < graph.nodes().size(); n++) {
      ProbeGraph.Node node = graph.nodes().get(n);
      if (node.input() >= 0 || node.from().length != 1 || node.from()[0] != end) {
        continue;
      }
      ChainStage stage = node.operation().stage();
      if (stage instanceof ChainStage.Halving || isTiled(stage)) {
        steps.add(new Step(n, stage));
        end = n;
      }
    }
    return steps.isEmpty() ? null : new ConvolutionTrunk(kernel, List.copyOf(steps), least);
  }

  private static boolean isTiled(@Nullable ChainStage stage) {
    return stage instanceof ChainStage.Convolution convolution
        && ChainStep.isPlain(convolution.conf())
        && isThree(convolution.conf());
  }

  private static boolean isThree(ConvolutionLayer conf) {
    for (int axis = 0; axis < 2; axis++) {
      boolean same = conf.getConvolutionMode() == ConvolutionMode.Same;
      if (conf.getKernelSize()[axis] != 3
          || conf.getDilation()[axis] != 1
          || !(same || conf.getPadding()[axis] == 1)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a node of the graph is one of its layers. */
  boolean holds(int node) {
    return nodes.get(node);
  }

  /**
   * Computes the outputs of nodes.
   *
   * @param x [N, C, H, W]. Not modified
   * @param wanted for each node of the graph whether its output is; others are never made
   * @return for each node its output, null where it was not wanted or is none of these; null if
   *     this is no input for it, or values are not finite
   */
  @Nullable INDArray @Nullable [] forward(INDArray x, boolean[] wanted) {
    int end = steps.size();
    while (end > 0 && !wanted[steps.get(end - 1).node]) {
      end--;
    }
    List<TileLayer> layers = x.rank() == 4 ? place(x, steps.subList(0, end)) : null;
    if (layers == null || layers.stream().mapToLong(TileLayer::multiplications).sum() < least) {
      return null;
    }
    Kept room = room(x, layers);
    if (room == null) {
      return null;
    }
    @Nullable INDArray[] outputs = new INDArray[wanted.length];
    INDArray plain = HostFloats.hold(x) ? x : x.castTo(DataType.FLOAT).dup('c');
    int samples = (int) x.size(0);
    for (TileLayer layer : layers) {
      if (wanted[layer.node()]) {
        outputs[layer.node()] =
            Nd4j.createUninitialized(
                DataType.FLOAT, samples, layer.filters(), layer.rows(), layer.columns());
      }
    }
    boolean finite = true;
    for (int image = 0; image < samples && finite; image++) {
      finite = run(plain, image, layers, room, outputs);
    }
    kept = new SoftReference<>(room);
    if (!finite) {
      for (INDArray output : outputs) {
        if (output != null) {
          output.close();
        }
      }
      return null;
    }
    return outputs;
  }

  private boolean run(
      INDArray x, int image, List<TileLayer> layers, Kept room, @Nullable INDArray[] outputs) {
    int channels = (int) x.size(1);
    int step = padded(channels, kernel.width() / 2);
    TileMap in = new TileMap(room.one, (int) x.size(2), (int) x.size(3), step);
    in.read(images(x, image), channels);
    float[] free = room.other;
    for (TileLayer layer : layers) {
      TileMap out = new TileMap(free, layer.rows(), layer.columns(), layer.step(kernel.width()));
      if (!layer.run(kernel, in, room.weights, out)) {
        return false;
      }
      INDArray wanted = outputs[layer.node()];
      if (wanted != null) {
        out.write(images(wanted, image), layer.filters());
      }
      free = in.values();
      in = out;
    }
    return true;
  }

  private static FloatBuffer images(INDArray x, long image) {
    long each = x.length() / x.size(0);
    return HostFloats.window(x, image * each, (image + 1) * each);
  }

  static int padded(int channels, int lanes) {
    return (channels + lanes - 1) / lanes * lanes;
  }

  /** Two maps and weights, as large as the largest; null if that is too much to keep. */
  private @Nullable Kept room(INDArray x, List<TileLayer> layers) {
    int width = kernel.width();
    int step = padded((int) x.size(1), width / 2);
    long map = TileMap.size((int) x.size(2), (int) x.size(3), step);
    int weight = 0;
    for (TileLayer layer : layers) {
      map = Math.max(map, TileMap.size(layer.rows(), layer.columns(), layer.step(width)));
      weight = Math.max(weight, layer.weights(kernel));
    }
    Kept now = kept.get();
    if (now != null && now.holds(map, weight)) {
      return now;
    }
    if ((2 * map + weight) * Float.BYTES > Runtime.getRuntime().maxMemory() / 3) {
      return null;
    }
    return new Kept(new float[(int) map], new float[(int) map], new float[weight]);
  }

  private static @Nullable List<TileLayer> place(INDArray x, List<Step> steps) {
    List<TileLayer> layers = new ArrayList<>();
    int channels = (int) x.size(1);
    int rows = (int) x.size(2);
    int columns = (int) x.size(3);
    for (Step step : steps) {
      if (step.stage instanceof ChainStage.Halving halving) {
        if (rows < 2 || columns < 2 || (halving.same() && (rows % 2 != 0 || columns % 2 != 0))) {
          return null;
        }
        rows /= 2;
        columns /= 2;
        layers.add(new TileLayer(step.node, null, null, channels, channels, rows, columns, 1));
        continue;
      }
      ChainStage.Convolution convolution = (ChainStage.Convolution) step.stage;
      INDArray w = convolution.parameters().apply(ConvolutionParamInitializer.WEIGHT_KEY);
      if (w.size(1) != channels || !HostFloats.hold(w)) {
        return null;
      }
      INDArray b =
          convolution.conf().hasBias()
              ? convolution.parameters().apply(ConvolutionParamInitializer.BIAS_KEY)
              : null;
      int filters = (int) w.size(0);
      layers.add(
          new TileLayer(step.node, w, b, channels, filters, rows, columns, convolution.slope()));
      channels = filters;
    }
    return layers.isEmpty() ? null : layers;
  }
}
