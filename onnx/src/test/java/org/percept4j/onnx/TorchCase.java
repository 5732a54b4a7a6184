package org.percept4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.npy.NpyReader;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.Interval;
import org.percept4j.erf.theory.ReceptiveFields;
import org.percept4j.erf.theory.TheoreticalReceptiveField;

/** One network and what PyTorch makes of it, as {@code export.py} writes them. */
record TorchCase(Path folder, String name) {

  /** Largest differences, relative to the largest value. */
  record Errors(double output, double maps, double gradients, int mapsFound, int fields) {}

  Errors compare(DataType type, double tolerance) throws IOException {
    OnnxNetwork network = OnnxNetwork.read(folder.resolve(name + ".onnx"), type);
    ComputationGraph graph = network.graph();
    INDArray x = array("x").castTo(type);
    double output = difference(graph.outputSingle(x), array("y"));
    assertThat(output).as("%s: output", name).isLessThan(tolerance);
    NetworkProbe probe = NetworkProbe.of(graph);
    List<LayerRef> layers = network.layers().stream().map(LayerRef::name).toList();
    List<INDArray> found = probe.activations(layers, x);
    ReceptiveFields fields =
        ReceptiveFields.of(graph, new InputSize((int) x.size(2), (int) x.size(3)));
    double maps = 0;
    double gradients = 0;
    int count = 0;
    int theories = 0;
    for (int k = 0; Files.exists(file(k + ".y")); k++) {
      INDArray y = array(k + ".y");
      int layer = nearest(found, y);
      maps = Math.max(maps, difference(found.get(layer), y));
      assertThat(maps).as("%s: map %d", name, k).isLessThan(tolerance);
      long[] unit = Arrays.stream(ints(k + ".unit")).asLongStream().toArray();
      INDArray gradient =
          probe
              .inputGradient(
                  layers.get(layer),
                  of -> {
                    INDArray epsilon = Nd4j.zeros(type, of.shape());
                    epsilon.putScalar(unit, 1);
                    return epsilon;
                  },
                  x)
              .inputGradients()
              .get(0);
      gradients = Math.max(gradients, difference(gradient, array(k + ".dx")));
      assertThat(gradients)
          .as("%s: gradient of map %d, %s", name, k, layers.get(layer))
          .isLessThan(tolerance);
      count++;
      if (Files.exists(file(k + ".rows"))) {
        TheoreticalReceptiveField field = fields.field(layers.get(layer));
        Interval rows = field.rows().visible((int) unit[2]).hull();
        Interval columns = field.columns().visible((int) unit[3]).hull();
        assertThat(new int[] {rows.first(), rows.last()})
            .as("%s: rows that %s sees", name, layers.get(layer))
            .isEqualTo(ints(k + ".rows"));
        assertThat(new int[] {columns.first(), columns.last()})
            .as("%s: columns that %s sees", name, layers.get(layer))
            .isEqualTo(ints(k + ".columns"));
        theories++;
      }
    }
    return new Errors(output, maps, gradients, count, theories);
  }

  /** The layer whose activations these are: the file does not say which module a node was. */
  private static int nearest(List<INDArray> found, INDArray y) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < found.size(); i++) {
      if (Arrays.equals(found.get(i).shape(), y.shape())) {
        double difference = difference(found.get(i), y);
        if (difference < least) {
          least = difference;
          best = i;
        }
      }
    }
    assertThat(best).as("a layer of shape %s", Arrays.toString(y.shape())).isNotNegative();
    return best;
  }

  static double difference(INDArray found, INDArray expected) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    double largest = expected.amaxNumber().doubleValue();
    return found.sub(expected.castTo(found.dataType())).amaxNumber().doubleValue()
        / Math.max(largest, 1e-30);
  }

  private Path file(String array) {
    return folder.resolve(name).resolve(array + ".npy");
  }

  private INDArray array(String array) throws IOException {
    return NpyReader.read(file(array));
  }

  private int[] ints(String array) throws IOException {
    return array(array).toIntVector();
  }
}
