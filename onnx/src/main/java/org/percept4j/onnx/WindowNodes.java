package org.percept4j.onnx;

import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;

/** Convolutions and pools: DL4J's own layers where they can say the same. */
final class WindowNodes {

  private static final int[] ONES = {1, 1};

  private WindowNodes() {}

  static void register(Map<String, NodeConverter> converters) {
    converters.put("Conv", WindowNodes::convolution);
    converters.put("ConvTranspose", WindowNodes::transposed);
    converters.put("MaxPool", WindowNodes::pool);
    converters.put("AveragePool", WindowNodes::pool);
    converters.put("GlobalAveragePool", (node, to) -> to.operation(node, new Reduce(false, true)));
    converters.put("GlobalMaxPool", (node, to) -> to.operation(node, new Reduce(true, true)));
  }

  private static void convolution(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    OnnxTensor weights = to.constant(node, 1, "weights");
    OnnxTensor bias = node.hasInput(2) ? to.constant(node, 2, "a bias") : null;
    require2d(weights);
    PoolWindows windows = windows(node, dims(weights, 2));
    int groups = Math.toIntExact(node.integer("group", 1));
    long filters = weights.dims()[0];
    if (groups < 1 || filters % groups != 0 || (bias != null && bias.length() != filters)) {
      throw new MalformedOnnxException(
          node
              + ": expected groups and biases that fit "
              + filters
              + " filters, got "
              + groups
              + " groups and "
              + (bias == null ? 0 : bias.length())
              + " biases");
    }
    String from = to.input(node, 0);
    int[] padding = {windows.pads()[0], windows.pads()[1]};
    if (!windows.isPlain()) {
      from = to.add(node.name() + ".pad", new OperationLayer(padding(node, windows)), from);
      padding = new int[] {0, 0};
    }
    boolean depthwise = groups > 1 && weights.dims()[1] == 1;
    ConvolutionLayer.BaseConvBuilder<?> settings =
        depthwise
            ? new DepthwiseConvolution2D.Builder(windows.kernel())
                .depthMultiplier((int) (filters / groups))
            : new ConvolutionLayer.Builder(windows.kernel());
    settings
        .stride(windows.stride())
        .padding(padding)
        .dilation(windows.dilation())
        .convolutionMode(ConvolutionMode.Truncate);
    settings
        .nIn(depthwise ? groups : weights.dims()[1])
        .nOut(filters)
        .activation(Activation.IDENTITY)
        .hasBias(bias != null);
    ConvolutionLayer layer =
        groups == 1 || depthwise
            ? settings.build()
            : new GroupedConvolution((ConvolutionLayer.Builder) settings, groups);
    String name = to.layer(node, layer, from);
    if (depthwise) {
      // DL4J has [rows, columns, channels, multiplier].
      long multiplier = filters / groups;
      long[] dims = weights.dims();
      to.parameter(
          name,
          "W",
          weights,
          w -> w.reshape('c', groups, multiplier, dims[2], dims[3]).permute(2, 3, 0, 1).dup('c'));
    } else {
      to.parameter(name, "W", weights);
    }
    if (bias != null) {
      to.parameter(name, "b", bias);
    }
  }

  private static void transposed(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    OnnxTensor weights = to.constant(node, 1, "weights");
    OnnxTensor bias = node.hasInput(2) ? to.constant(node, 2, "a bias") : null;
    require2d(weights);
    if (node.integer("group", 1) != 1) {
      throw new RefusedException("groups in a transposed convolution");
    }
    if (node.has("output_shape")) {
      throw new RefusedException("output_shape");
    }
    PoolWindows windows = windows(node, dims(weights, 2));
    int[] extra = node.integers("output_padding", 0, 0);
    int[] cut = windows.pads().clone();
    AutoPad auto = AutoPad.of(node);
    for (int axis = 0; axis < 2; axis++) {
      int k = windows.dilation()[axis] * (windows.kernel()[axis] - 1) + 1;
      if (auto == AutoPad.SAME_UPPER || auto == AutoPad.SAME_LOWER) {
        int total = k + extra[axis] - windows.stride()[axis];
        int half = Math.floorDiv(total, 2);
        cut[axis] = auto == AutoPad.SAME_UPPER ? half : total - half;
        cut[axis + 2] = total - cut[axis];
      }
      cut[axis + 2] -= extra[axis];
      if (cut[axis] < 0 || cut[axis + 2] < 0) {
        throw new RefusedException("output_padding beyond what the kernel reaches");
      }
    }
    boolean plain = cut[0] == cut[2] && cut[1] == cut[3];
    Deconvolution2D.Builder settings = new Deconvolution2D.Builder(windows.kernel());
    settings
        .stride(windows.stride())
        .padding(plain ? new int[] {cut[0], cut[1]} : new int[] {0, 0})
        .dilation(windows.dilation())
        .convolutionMode(ConvolutionMode.Truncate);
    settings
        .nIn(weights.dims()[0])
        .nOut(weights.dims()[1])
        .activation(Activation.IDENTITY)
        .hasBias(bias != null);
    String name;
    if (plain) {
      name = to.layer(node, settings.build(), to.input(node, 0));
    } else {
      name = to.add(node.name() + ".full", settings.build(), to.input(node, 0));
      int[] pads = Arrays.stream(cut).map(c -> -c).toArray();
      to.layer(node, new OperationLayer(new Pad(Pad.Mode.CONSTANT, 0, pads)), name);
    }
    to.parameter(name, "W", weights);
    if (bias != null) {
      to.parameter(name, "b", bias);
    }
  }

  private static void pool(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    boolean max = node.operator().equals("MaxPool");
    if (node.outputs().size() > 1) {
      throw new RefusedException("the indices of maxima");
    }
    int[] kernel = node.integers("kernel_shape");
    if (kernel.length != 2) {
      throw new RefusedException("windows of " + kernel.length + " dimensions, not 2");
    }
    PoolWindows windows = windows(node, kernel);
    boolean padded = Arrays.stream(windows.pads()).anyMatch(p -> p != 0);
    boolean dilated = !Arrays.equals(windows.dilation(), ONES);
    if (!windows.isPlain() || (!max && padded) || dilated) {
      boolean count = node.integer("count_include_pad", 0) != 0;
      to.operation(node, new Pool(max, count, windows));
      return;
    }
    to.layer(
        node,
        new SubsamplingLayer.Builder(max ? PoolingType.MAX : PoolingType.AVG)
            .kernelSize(kernel)
            .stride(windows.stride())
            .padding(windows.pads()[0], windows.pads()[1])
            .convolutionMode(ConvolutionMode.Truncate)
            .build(),
        to.input(node, 0));
  }

  private static void require2d(OnnxTensor weights) throws RefusedException {
    if (weights.rank() != 4) {
      throw new RefusedException("weights of " + weights.rank() + " dimensions, not 4");
    }
  }

  private static int[] dims(OnnxTensor weights, int from) {
    return Arrays.stream(weights.dims()).skip(from).mapToInt(Math::toIntExact).toArray();
  }

  private static Operation padding(OnnxNode node, PoolWindows windows) throws RefusedException {
    AutoPad auto = AutoPad.of(node);
    if (auto == AutoPad.NOTSET) {
      return new Pad(Pad.Mode.CONSTANT, 0, windows.pads());
    }
    int[] kernel = new int[2];
    for (int axis = 0; axis < 2; axis++) {
      kernel[axis] = windows.dilation()[axis] * (windows.kernel()[axis] - 1) + 1;
    }
    return new Pad(auto, kernel, windows.stride());
  }

  private static PoolWindows windows(OnnxNode node, int[] kernel)
      throws RefusedException, MalformedOnnxException {
    int[] given = node.integers("kernel_shape", kernel);
    int[] stride = node.integers("strides", ONES);
    int[] dilation = node.integers("dilations", ONES);
    int[] pads = node.integers("pads", 0, 0, 0, 0);
    AutoPad auto = AutoPad.of(node);
    boolean fits =
        Arrays.equals(given, kernel)
            && stride.length == 2
            && dilation.length == 2
            && pads.length == 4
            && Arrays.stream(pads).allMatch(p -> p >= 0 && p <= 1 << 12)
            && positive(kernel)
            && positive(stride)
            && positive(dilation);
    if (!fits) {
      throw new MalformedOnnxException(
          String.format(
              "%s: expected a kernel, strides and dilations of at least 1 on two axes and pads of 0"
                  + " to 4096 on four sides, got %s, %s, %s, %s",
              node,
              Arrays.toString(given),
              Arrays.toString(stride),
              Arrays.toString(dilation),
              Arrays.toString(pads)));
    }
    if (auto == AutoPad.VALID) {
      auto = AutoPad.NOTSET;
      pads = new int[4];
    }
    boolean ceil = node.integer("ceil_mode", 0) != 0;
    return new PoolWindows(kernel, stride, dilation, pads, auto, ceil);
  }

  private static boolean positive(int[] values) {
    return Arrays.stream(values).allMatch(v -> v >= 1 && v <= 1 << 12);
  }
}
