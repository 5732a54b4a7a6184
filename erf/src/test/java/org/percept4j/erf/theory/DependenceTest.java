package org.percept4j.erf.theory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkInput;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.core.probe.ProbeCases;

/**
 * Theory against what networks do: an input position that is changed changes no unit that theory
 * says cannot see it, and of networks that add everything up it changes each of the others.
 */
class DependenceTest {

  private static final int DRAWS = 3;

  /** DL4J's L2NormalizeVertex takes arrays of the default type, whatever the network's type is. */
  @BeforeAll
  static void useDoubles() {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
  }

  @AfterAll
  static void useFloatsAgain() {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
  }

  private static ProbeCases.Case volume(
      String name, Convolution3D.DataFormat format, org.deeplearning4j.nn.conf.layers.Layer... l) {
    boolean last = format == Convolution3D.DataFormat.NDHWC;
    return ProbeCases.sequence(
        name,
        InputType.convolutional3D(format, 7, 6, 5, 2),
        last ? new long[] {1, 7, 6, 5, 2} : new long[] {1, 2, 7, 6, 5},
        l);
  }

  private static ProbeCases.Case steps(
      String name, org.deeplearning4j.nn.conf.layers.Layer... layers) {
    return ProbeCases.sequence(name, InputType.recurrent(2, 9), new long[] {1, 2, 9}, layers);
  }

  /** Networks whose layers add up all that they read. */
  static Stream<ProbeCases.Case> sums() {
    Convolution3D.DataFormat first = Convolution3D.DataFormat.NCDHW;
    List<ProbeCases.Case> all = new ArrayList<>();
    all.add(
        volume(
            "3-D, stride and dilation",
            first,
            new Convolution3D.Builder(3, 2, 2).stride(2, 1, 1).nOut(2).build(),
            new Convolution3D.Builder(2, 2, 2).dilation(1, 2, 1).nOut(2).build()));
    all.add(
        volume(
            "3-D, Same",
            first,
            new Convolution3D.Builder(3, 2, 4)
                .convolutionMode(ConvolutionMode.Same)
                .stride(2, 2, 1)
                .nOut(2)
                .build(),
            new Convolution3D.Builder(2, 3, 3)
                .convolutionMode(ConvolutionMode.Same)
                .nOut(2)
                .build()));
    all.add(
        volume(
            "3-D, padded, cropped, enlarged, pooled",
            first,
            new ZeroPadding3DLayer.Builder(1, 0, 2, 1, 0, 1).build(),
            new Convolution3D.Builder(2, 3, 2).nOut(2).build(),
            new Upsampling3D.Builder(2).build(),
            new Cropping3D.Builder(1, 0, 2, 1, 0, 3).build(),
            new Subsampling3DLayer.Builder(
                    Subsampling3DLayer.PoolingType.AVG, new int[] {2, 3, 2}, new int[] {2, 2, 1})
                .build()));
    all.add(
        volume(
            "3-D, channels last",
            Convolution3D.DataFormat.NDHWC,
            new Convolution3D.Builder(2, 3, 2)
                .dataFormat(Convolution3D.DataFormat.NDHWC)
                .stride(1, 2, 1)
                .nOut(2)
                .build()));
    all.add(
        volume(
            "3-D, transposed",
            first,
            new Deconvolution3D.Builder().kernelSize(2, 3, 2).stride(2, 1, 2).nOut(2).build()));
    all.add(
        steps(
            "locally connected over time",
            new LocallyConnected1D.Builder().kernelSize(3).stride(2).nOut(3).build()));
    all.add(
        steps(
            "causal",
            new Convolution1DLayer.Builder(3)
                .convolutionMode(ConvolutionMode.Causal)
                .nOut(3)
                .build()));
    all.add(
        steps(
            "time distributed",
            new Convolution1DLayer.Builder(2).nOut(3).build(),
            new TimeDistributed(
                new DenseLayer.Builder().nOut(3).activation(Activation.TANH).build())));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("sums")
  void fieldsAreExactlyWhatUnitsDependOn(ProbeCases.Case network) {
    assertThat(seenOf(network, true)).isPositive();
  }

  static Stream<ProbeCases.Case> everything() {
    return ProbeCases.everything();
  }

  @ParameterizedTest
  @MethodSource("everything")
  void noUnitDependsOnWhatTheoryHidesFromIt(ProbeCases.Case network) {
    try {
      seenOf(network, false);
    } catch (UnsupportedOperationException refused) {
      assertThat(refused).hasMessageContaining("\"");
    }
  }

  @Test
  void mostKindsOfNetworksHaveATheory() {
    assertThat(
            everything()
                .filter(
                    c -> {
                      try {
                        fields(c.model(), zeros(c));
                        return true;
                      } catch (UnsupportedOperationException refused) {
                        return false;
                      }
                    })
                .count())
        .isGreaterThan(30);
  }

  private static INDArray[] zeros(ProbeCases.Case c) {
    INDArray[] arrays = new INDArray[c.inputs().length];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = Nd4j.zeros(DataType.DOUBLE, c.inputs()[i]);
    }
    return arrays;
  }

  private static ReceptiveFields fields(Model model, INDArray... inputs) {
    List<NetworkInput> taken = NetworkInput.of(model);
    InputSize[] sizes = new InputSize[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      int[] size = three(taken.get(i).of(inputs[i]).size());
      sizes[i] = new InputSize(size[0], size[1], size[2]);
    }
    return ReceptiveFields.of(model, sizes);
  }

  private static int[] three(List<Integer> size) {
    int[] three = {1, 1, 1};
    for (int i = 0; i < size.size(); i++) {
      three[3 - size.size() + i] = size.get(i);
    }
    return three;
  }

  /** How many pairs of positions were found to depend; checks all of them. */
  private static int seenOf(ProbeCases.Case c, boolean exactly) {
    INDArray[] inputs = zeros(c);
    TheoreticalReceptiveField field = fields(c.model(), inputs).field(LayerRef.index(-1));
    NetworkInput input = NetworkInput.of(c.model()).get(0).of(inputs[0]);
    int[] in = three(input.size());
    int[] out = {field.depth().units(), field.rows().units(), field.columns().units()};
    boolean[][] depends = new boolean[volume(out)][volume(in)];
    for (int draw = 0; draw < DRAWS; draw++) {
      Random random = new Random(draw);
      for (INDArray array : inputs) {
        array.assign(
            Nd4j.createFromArray(random.doubles(array.length(), -1, 1).toArray())
                .reshape(array.shape()));
      }
      double[][] before = output(c.model(), out, input.isChannelsLast(), inputs);
      for (int p = 0; p < volume(in); p++) {
        INDArray[] changed = inputs.clone();
        changed[0] = changed(inputs[0], input, in, p);
        double[][] after = output(c.model(), out, input.isChannelsLast(), changed);
        for (int u = 0; u < before.length; u++) {
          depends[u][p] |= !Arrays.equals(before[u], after[u]);
        }
      }
    }
    int seen = 0;
    for (int u = 0; u < depends.length; u++) {
      for (int p = 0; p < depends[u].length; p++) {
        boolean visible =
            field.depth().visible(u / out[2] / out[1]).contains(p / in[2] / in[1])
                && field.rows().visible(u / out[2] % out[1]).contains(p / in[2] % in[1])
                && field.columns().visible(u % out[2]).contains(p % in[2]);
        if (exactly || depends[u][p]) {
          assertThat(visible).as("unit %d, position %d", u, p).isEqualTo(depends[u][p]);
        }
        seen += depends[u][p] ? 1 : 0;
      }
    }
    return seen;
  }

  private static int volume(int... size) {
    return size[0] * size[1] * size[2];
  }

  /** Other values in all channels of one position of every sample. */
  private static INDArray changed(INDArray array, NetworkInput input, int[] size, int position) {
    int positions = volume(size);
    long channels = array.length() / array.size(0) / positions;
    double[] values = array.dup('c').data().asDouble();
    for (int i = 0; i < values.length; i++) {
      long at = input.isChannelsLast() ? i / channels % positions : i % positions;
      values[i] += at == position ? 0.5 : 0;
    }
    return Nd4j.createFromArray(values).reshape(array.shape());
  }

  /** Of each unit the values of all channels of the first sample. */
  private static double[][] output(Model model, int[] size, boolean last, INDArray... inputs) {
    INDArray all = NetworkProbe.of(model).activations(List.of(LayerRef.index(-1)), inputs).get(0);
    double[] values = all.slice(0).dup('c').data().asDouble();
    int units = volume(size);
    int channels = values.length / units;
    double[][] byUnit = new double[units][channels];
    for (int i = 0; i < values.length; i++) {
      if (last) {
        byUnit[i / channels][i % channels] = values[i];
      } else {
        byUnit[i % units][i / units] = values[i];
      }
    }
    return byUnit;
  }
}
