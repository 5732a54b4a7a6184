package org.percept4j.hypercolumn;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.NetworkLayers;

/**
 * Runs a network in inference mode up to the last of some layers and hands over their activations
 * as they come: a later layer may work in place, and nothing else is kept.
 */
final class ForwardPass {

  /** Takes the activations of the layer at {@code position}, valid only during the call. */
  interface Sink {
    void accept(int position, INDArray activations);
  }

  private static final LayerWorkspaceMgr HEAP = LayerWorkspaceMgr.noWorkspaces();

  private final Map<Layer, Integer> wanted = new HashMap<>();
  private final Sink sink;

  private ForwardPass(List<NetworkLayers.Entry> layers, Sink sink) {
    for (int i = 0; i < layers.size(); i++) {
      wanted.put(layers.get(i).layer(), i);
    }
    this.sink = sink;
  }

  /**
   * @param inputs batches in the network's own layout, one per network input. Not modified.
   */
  @SuppressWarnings("try") // the scope is left by closing it; nothing is asked of it
  static void run(Model model, List<NetworkLayers.Entry> layers, INDArray[] inputs, Sink sink) {
    ForwardPass pass = new ForwardPass(layers, sink);
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      if (model instanceof MultiLayerNetwork network) {
        pass.run(network, inputs[0].dup());
      } else {
        pass.run(
            (ComputationGraph) model,
            Arrays.stream(inputs).map(INDArray::dup).toArray(INDArray[]::new));
      }
    }
  }

  private void run(MultiLayerNetwork network, INDArray input) {
    int batch = Math.toIntExact(input.size(0));
    INDArray current = input;
    for (int i = 0; !wanted.isEmpty(); i++) {
      InputPreProcessor before = network.getLayerWiseConfigurations().getInputPreProcess(i);
      if (before != null) {
        current = before.preProcess(current, batch, HEAP);
      }
      Layer layer = network.getLayer(i);
      INDArray held = layer.input();
      try {
        current = layer.activate(current, false, HEAP);
      } finally {
        restore(layer, held);
      }
      deliver(layer, current);
    }
  }

  private void run(ComputationGraph graph, INDArray[] inputs) {
    INDArray[] held = graph.getInputs();
    graph.setInputs(inputs);
    try {
      walk(graph, inputs);
    } finally {
      graph.setInputs(held);
    }
  }

  private void walk(ComputationGraph graph, INDArray[] inputs) {
    GraphVertex[] vertices = graph.getVertices();
    List<String> names = graph.getConfiguration().getNetworkInputs();
    @Nullable INDArray[] activations = new INDArray[vertices.length];
    int[] readers = new int[vertices.length];
    for (int v : graph.topologicalSortOrder()) {
      if (wanted.isEmpty()) {
        return;
      }
      GraphVertex vertex = vertices[v];
      VertexIndices[] outputs = vertex.getOutputVertices();
      readers[v] = outputs == null ? 0 : outputs.length;
      if (vertex.isInputVertex()) {
        activations[v] = inputs[names.indexOf(vertex.getVertexName())];
        continue;
      }
      INDArray[] held = vertex.getInputs().clone();
      Layer layer = vertex.hasLayer() ? vertex.getLayer() : null;
      INDArray layerHeld = layer == null ? null : layer.input();
      try {
        read(vertex, activations, readers);
        activations[v] = vertex.doForward(false, HEAP);
      } finally {
        vertex.setInputs(held);
        if (layer != null) {
          restore(layer, layerHeld);
        }
      }
      if (layer != null) {
        deliver(layer, activations[v]);
      }
    }
  }

  /** A copy for all readers but the last, since layers without parameters may work in place. */
  private static void read(GraphVertex vertex, @Nullable INDArray[] activations, int[] readers) {
    for (VertexIndices source : vertex.getInputVertices()) {
      int s = source.getVertexIndex();
      INDArray value = activations[s];
      boolean last = --readers[s] == 0;
      boolean mayChange = vertex.hasLayer() && vertex.getLayer().numParams() == 0;
      vertex.setInput(source.getVertexEdgeNumber(), mayChange && !last ? value.dup() : value, HEAP);
      if (last) {
        activations[s] = null;
      }
    }
  }

  /** A layer does not take null as its input; what clears it clears its mask too. */
  private static void restore(Layer layer, @Nullable INDArray input) {
    if (input != null) {
      layer.setInput(input, HEAP);
      return;
    }
    INDArray mask = layer.getMaskArray();
    layer.clear();
    layer.setMaskArray(mask);
  }

  private void deliver(Layer layer, INDArray activations) {
    Integer position = wanted.remove(layer);
    if (position != null) {
      sink.accept(position, activations);
    }
  }
}
