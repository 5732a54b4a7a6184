package org.percept4j.erf.theory;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/**
 * Published architectures as DL4J configurations with one channel per layer: geometry only, no
 * weights. The last feature map is the vertex {@code "end"}.
 */
final class Architectures {

  private final GraphBuilder graph;
  private int count;

  private Architectures(int side) {
    graph =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.convolutional(side, side, 1));
  }

  private ComputationGraphConfiguration end(String last) {
    graph.addVertex("end", new MergeVertex(), last);
    graph.addLayer("loss", new CnnLossLayer(), "end").setOutputs("loss");
    return graph.build();
  }

  private String same(String from, int kernel, int stride) {
    return conv(from, kernel, kernel, stride, ConvolutionMode.Same, 0);
  }

  private String valid(String from, int kernel, int stride) {
    return conv(from, kernel, kernel, stride, ConvolutionMode.Truncate, 0);
  }

  private String padded(String from, int kernel, int stride) {
    return conv(from, kernel, kernel, stride, ConvolutionMode.Truncate, kernel / 2);
  }

  private String conv(
      String from, int rows, int columns, int stride, ConvolutionMode mode, int pad) {
    String name = "conv" + count++;
    graph.addLayer(
        name,
        new ConvolutionLayer.Builder(rows, columns)
            .stride(stride, stride)
            .padding(pad, pad)
            .convolutionMode(mode)
            .nOut(1)
            .build(),
        from);
    return name;
  }

  private String pool(String from, int kernel, int stride, ConvolutionMode mode, int pad) {
    String name = "pool" + count++;
    graph.addLayer(
        name,
        new SubsamplingLayer.Builder()
            .kernelSize(kernel, kernel)
            .stride(stride, stride)
            .padding(pad, pad)
            .convolutionMode(mode)
            .build(),
        from);
    return name;
  }

  private String concat(String... branches) {
    String name = "concat" + count++;
    graph.addVertex(name, new MergeVertex(), branches);
    return name;
  }

  private String sum(String... branches) {
    String name = "sum" + count++;
    graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), branches);
    return name;
  }

  static ComputationGraphConfiguration alexNetV2() {
    Architectures a = new Architectures(224);
    String x = a.valid("in", 11, 4);
    x = a.pool(x, 3, 2, ConvolutionMode.Truncate, 0);
    x = a.same(x, 5, 1);
    x = a.pool(x, 3, 2, ConvolutionMode.Truncate, 0);
    for (int i = 0; i < 3; i++) {
      x = a.same(x, 3, 1);
    }
    return a.end(a.pool(x, 3, 2, ConvolutionMode.Truncate, 0));
  }

  static ComputationGraphConfiguration vgg(int... convolutionsPerBlock) {
    Architectures a = new Architectures(224);
    String x = "in";
    for (int convolutions : convolutionsPerBlock) {
      for (int i = 0; i < convolutions; i++) {
        x = a.same(x, 3, 1);
      }
      x = a.pool(x, 2, 2, ConvolutionMode.Truncate, 0);
    }
    return a.end(x);
  }

  static ComputationGraphConfiguration mobileNetV1() {
    Architectures a = new Architectures(224);
    String x = a.same("in", 3, 2);
    for (int stride : new int[] {1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1}) {
      String name = "depthwise" + a.count++;
      a.graph.addLayer(
          name,
          new DepthwiseConvolution2D.Builder(3, 3)
              .stride(stride, stride)
              .convolutionMode(ConvolutionMode.Same)
              .nIn(1)
              .nOut(1)
              .build(),
          x);
      x = a.same(name, 1, 1);
    }
    return a.end(x);
  }

  /** Where a ResNet's bottleneck blocks take their stride of 2. */
  enum Stride {
    FIRST_1X1,
    FIRST_3X3,
    /** The 3x3 of the last unit of a block, as TensorFlow slim's resnet_v1 does. */
    LAST_3X3
  }

  static ComputationGraphConfiguration resNet(Stride where, int... unitsPerBlock) {
    Architectures a = new Architectures(224);
    String x = a.padded("in", 7, 2);
    x = a.pool(x, 3, 2, ConvolutionMode.Same, 0);
    for (int block = 0; block < unitsPerBlock.length; block++) {
      int units = unitsPerBlock[block];
      for (int unit = 0; unit < units; unit++) {
        boolean down =
            where == Stride.LAST_3X3
                ? unit == units - 1 && block < unitsPerBlock.length - 1
                : unit == 0 && block > 0;
        int first = down && where == Stride.FIRST_1X1 ? 2 : 1;
        int second = down && where != Stride.FIRST_1X1 ? 2 : 1;
        String branch = a.valid(a.padded(a.valid(x, 1, first), 3, second), 1, 1);
        x = a.sum(branch, down ? a.valid(x, 1, 2) : x);
      }
    }
    return a.end(x);
  }

  static ComputationGraphConfiguration inceptionV3() {
    Architectures a = new Architectures(299);
    String x = a.same(a.valid(a.valid("in", 3, 2), 3, 1), 3, 1);
    x = a.pool(x, 3, 2, ConvolutionMode.Truncate, 0);
    x = a.valid(a.valid(x, 1, 1), 3, 1);
    x = a.pool(x, 3, 2, ConvolutionMode.Truncate, 0);
    for (int i = 0; i < 3; i++) {
      x =
          a.concat(
              a.same(x, 1, 1),
              a.same(a.same(x, 1, 1), 5, 1),
              a.same(a.same(a.same(x, 1, 1), 3, 1), 3, 1),
              a.same(a.pool(x, 3, 1, ConvolutionMode.Same, 0), 1, 1));
    }
    x =
        a.concat(
            a.valid(x, 3, 2),
            a.valid(a.same(a.same(x, 1, 1), 3, 1), 3, 2),
            a.pool(x, 3, 2, ConvolutionMode.Truncate, 0));
    for (int i = 0; i < 4; i++) {
      x =
          a.concat(
              a.same(x, 1, 1),
              a.factorised(a.same(x, 1, 1), 7, 1),
              a.factorised(a.same(x, 1, 1), 7, 2),
              a.same(a.pool(x, 3, 1, ConvolutionMode.Same, 0), 1, 1));
    }
    x =
        a.concat(
            a.valid(a.same(x, 1, 1), 3, 2),
            a.valid(a.factorised(a.same(x, 1, 1), 7, 1), 3, 2),
            a.pool(x, 3, 2, ConvolutionMode.Truncate, 0));
    for (int i = 0; i < 2; i++) {
      String third = a.same(a.same(x, 1, 1), 3, 1);
      String second = a.same(x, 1, 1);
      x =
          a.concat(
              a.same(x, 1, 1),
              a.wide(second, 1, 3),
              a.wide(second, 3, 1),
              a.wide(third, 1, 3),
              a.wide(third, 3, 1),
              a.same(a.pool(x, 3, 1, ConvolutionMode.Same, 0), 1, 1));
    }
    return a.end(x);
  }

  static ComputationGraphConfiguration inceptionV4() {
    Architectures a = new Architectures(299);
    String x = a.same(a.valid(a.valid("in", 3, 2), 3, 1), 3, 1);
    x = a.concat(a.pool(x, 3, 2, ConvolutionMode.Truncate, 0), a.valid(x, 3, 2));
    x =
        a.concat(
            a.valid(a.same(x, 1, 1), 3, 1), a.valid(a.factorised(a.same(x, 1, 1), 7, 1), 3, 1));
    x = a.concat(a.valid(x, 3, 2), a.pool(x, 3, 2, ConvolutionMode.Truncate, 0));
    for (int i = 0; i < 4; i++) {
      x =
          a.concat(
              a.same(x, 1, 1),
              a.same(a.same(x, 1, 1), 3, 1),
              a.same(a.same(a.same(x, 1, 1), 3, 1), 3, 1),
              a.same(a.pool(x, 3, 1, ConvolutionMode.Same, 0), 1, 1));
    }
    x =
        a.concat(
            a.valid(x, 3, 2),
            a.valid(a.same(a.same(x, 1, 1), 3, 1), 3, 2),
            a.pool(x, 3, 2, ConvolutionMode.Truncate, 0));
    for (int i = 0; i < 7; i++) {
      x =
          a.concat(
              a.same(x, 1, 1),
              a.factorised(a.same(x, 1, 1), 7, 1),
              a.factorised(a.same(x, 1, 1), 7, 2),
              a.same(a.pool(x, 3, 1, ConvolutionMode.Same, 0), 1, 1));
    }
    x =
        a.concat(
            a.valid(a.same(x, 1, 1), 3, 2),
            a.valid(a.factorised(a.same(x, 1, 1), 7, 1), 3, 2),
            a.pool(x, 3, 2, ConvolutionMode.Truncate, 0));
    for (int i = 0; i < 3; i++) {
      String second = a.same(x, 1, 1);
      String third = a.factorised(a.same(x, 1, 1), 3, 1);
      x =
          a.concat(
              a.same(x, 1, 1),
              a.wide(second, 1, 3),
              a.wide(second, 3, 1),
              a.wide(third, 1, 3),
              a.wide(third, 3, 1),
              a.same(a.pool(x, 3, 1, ConvolutionMode.Same, 0), 1, 1));
    }
    return a.end(x);
  }

  static ComputationGraphConfiguration inceptionResNetV2() {
    Architectures a = new Architectures(299);
    String x = a.same(a.valid(a.valid("in", 3, 2), 3, 1), 3, 1);
    x = a.pool(x, 3, 2, ConvolutionMode.Truncate, 0);
    x = a.valid(a.valid(x, 1, 1), 3, 1);
    x = a.pool(x, 3, 2, ConvolutionMode.Truncate, 0);
    x =
        a.concat(
            a.same(x, 1, 1),
            a.same(a.same(x, 1, 1), 5, 1),
            a.same(a.same(a.same(x, 1, 1), 3, 1), 3, 1),
            a.same(a.pool(x, 3, 1, ConvolutionMode.Same, 0), 1, 1));
    x = a.same(x, 1, 1);
    for (int i = 0; i < 10; i++) {
      String branches =
          a.concat(
              a.same(x, 1, 1),
              a.same(a.same(x, 1, 1), 3, 1),
              a.same(a.same(a.same(x, 1, 1), 3, 1), 3, 1));
      x = a.sum(x, a.same(branches, 1, 1));
    }
    x =
        a.concat3(
            a.valid(x, 3, 2),
            a.valid(a.same(a.same(x, 1, 1), 3, 1), 3, 2),
            a.pool(x, 3, 2, ConvolutionMode.Truncate, 0));
    for (int i = 0; i < 20; i++) {
      x = a.sum(x, a.same(a.concat(a.same(x, 1, 1), a.factorised(a.same(x, 1, 1), 7, 1)), 1, 1));
    }
    x =
        a.concat3(
            a.valid(a.same(x, 1, 1), 3, 2),
            a.valid(a.same(a.same(x, 1, 1), 3, 1), 3, 2),
            a.pool(x, 3, 2, ConvolutionMode.Truncate, 0));
    for (int i = 0; i < 10; i++) {
      x = a.sum(x, a.same(a.concat(a.same(x, 1, 1), a.factorised(a.same(x, 1, 1), 3, 1)), 1, 1));
    }
    return a.end(x);
  }

  /** Concatenation brought back to one channel, so that residual sums of one channel fit. */
  private String concat3(String... branches) {
    return same(concat(branches), 1, 1);
  }

  private String wide(String from, int rows, int columns) {
    return conv(from, rows, columns, 1, ConvolutionMode.Same, 0);
  }

  private String factorised(String from, int length, int times) {
    String x = from;
    for (int i = 0; i < times; i++) {
      x = wide(wide(x, 1, length), length, 1);
    }
    return x;
  }
}
