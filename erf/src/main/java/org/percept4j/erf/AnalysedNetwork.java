package org.percept4j.erf;

import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.percept4j.core.NetworkInput;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.SameDiffGraph;

/** What an analysis needs of a network, whatever class it is of. */
interface AnalysedNetwork {

  /** The user's object, by which one tells whether it is the same network. */
  Object source();

  /** Refuses a network that cannot be run. */
  void requireReady();

  List<NetworkInput> inputs();

  /** What noise is made of. */
  DataType dataType();

  UnitProbe probe(ErfSettings settings, List<InputLayout> layouts);

  /** One of DL4J's networks. */
  static AnalysedNetwork of(Model model) {
    Objects.requireNonNull(model, "model");
    return new AnalysedNetwork() {
      @Override
      public Object source() {
        return model;
      }

      @Override
      public void requireReady() {
        NetworkLayers.of(model);
      }

      @Override
      public List<NetworkInput> inputs() {
        return NetworkInput.of(model);
      }

      @Override
      public DataType dataType() {
        return NetworkLayers.dataType(model);
      }

      @Override
      public UnitProbe probe(ErfSettings settings, List<InputLayout> layouts) {
        return LayerProbe.of(model, settings, layouts);
      }
    };
  }

  /** A SameDiff graph. */
  static AnalysedNetwork of(SameDiff graph) {
    SameDiffGraph description = SameDiffGraph.of(graph);
    return new AnalysedNetwork() {
      @Override
      public Object source() {
        return graph;
      }

      @Override
      public void requireReady() {}

      @Override
      public List<NetworkInput> inputs() {
        return description.inputs();
      }

      @Override
      public DataType dataType() {
        return description.inputs().get(0).dataType();
      }

      @Override
      public UnitProbe probe(ErfSettings settings, List<InputLayout> layouts) {
        return VariableProbe.of(graph, settings, layouts);
      }
    };
  }
}
