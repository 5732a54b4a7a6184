package org.percept4j.hypercolumn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkInput;
import org.percept4j.core.SameDiffGraph;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.core.probe.SameDiffProbe;
import org.percept4j.core.resample.Bilinear.Convention;

/** Extracts from a network whose activations of chosen layers can be computed. */
final class NetworkExtractor implements HypercolumnExtractor {

  /** What volumes are made like; the size of the first input where none is given. */
  record Volume(
      @Nullable Integer height,
      @Nullable Integer width,
      Convention convention,
      LayerScaling scaling,
      boolean coordinates) {
    @Override
    public String toString() {
      return (height == null ? "the input's size" : height + "×" + width)
          + ", "
          + convention
          + ", scaling "
          + scaling
          + (coordinates ? ", with coordinates" : "");
    }
  }

  /** Computes activations of the layers, in their order. */
  interface Activations {
    List<INDArray> of(INDArray... batches);
  }

  private final Object monitor;
  private final Activations activations;
  private final List<String> names;
  private final Volume volume;
  private final Layout layout;

  private NetworkExtractor(
      Object monitor, Activations activations, List<String> names, Volume volume, Layout layout) {
    this.monitor = monitor;
    this.activations = activations;
    this.names = List.copyOf(names);
    this.volume = volume;
    this.layout = layout;
  }

  /** An extractor of one of DL4J's networks. */
  static NetworkExtractor of(Model network, NetworkProbe probe, List<String> names, Volume volume) {
    List<LayerRef> refs = names.stream().map(LayerRef::name).toList();
    return new NetworkExtractor(
        network,
        batches -> probe.activations(refs, batches),
        names,
        volume,
        Layout.of(NetworkInput.of(network)));
  }

  /** An extractor of a SameDiff graph, of which a copy is run. */
  static NetworkExtractor of(
      SameDiff graph, SameDiffGraph description, List<String> names, Volume volume) {
    SameDiffProbe probe = SameDiffProbe.of(graph);
    List<NetworkInput> inputs = description.inputs();
    return new NetworkExtractor(
        graph,
        batches -> {
          Map<String, INDArray> values = new HashMap<>();
          for (int i = 0; i < batches.length; i++) {
            values.put(inputs.get(i).name(), batches[i]);
          }
          Map<String, INDArray> found = probe.values(names, values);
          return names.stream()
              .map(name -> channelsFirst(description, name, found.get(name)))
              .toList();
        },
        names,
        volume,
        Layout.of(inputs, false));
  }

  private static INDArray channelsFirst(SameDiffGraph graph, String name, INDArray value) {
    boolean last = value.rank() == 4 && graph.layoutOf(name, 4).isChannelsLast();
    return (last ? value.permute(0, 3, 1, 2) : value).dup('c');
  }

  /** A coordinate's name, unless a layer has it. */
  private String unused(String coordinate) {
    return names.contains(coordinate) ? coordinate + "#coordinate" : coordinate;
  }

  @Override
  public List<Hypercolumns> extractBatch(INDArray... inputs) {
    int expected = layout.inputs();
    if (inputs.length != expected) {
      throw new IllegalArgumentException(
          "inputs: expected " + expected + ", one per network input, got " + inputs.length);
    }
    INDArray[] batches = new INDArray[expected];
    for (int i = 0; i < expected; i++) {
      batches[i] = layout.batch(i, inputs[i]);
    }
    int images = Math.toIntExact(batches[0].size(0));
    List<INDArray> computed;
    synchronized (monitor) {
      computed = activations.of(batches);
    }
    FeatureMaps[][] maps = new FeatureMaps[images][names.size()];
    for (int l = 0; l < names.size(); l++) {
      FeatureMaps[] found = layout.maps(names.get(l), computed.get(l));
      for (int i = 0; i < images; i++) {
        maps[i][l] = volume.scaling.apply(found[i]);
      }
      computed.get(l).close();
    }
    int rows = volume.height == null ? layout.height(batches[0]) : volume.height;
    int columns = volume.width == null ? layout.width(batches[0]) : volume.width;
    return Arrays.stream(maps).map(m -> assembled(m, rows, columns)).toList();
  }

  private Hypercolumns assembled(FeatureMaps[] maps, int rows, int columns) {
    List<FeatureMaps> all = new ArrayList<>(Arrays.asList(maps));
    if (volume.coordinates) {
      all.add(FeatureMaps.owning(unused("y"), 1, rows, 1, centres(rows)));
      all.add(FeatureMaps.owning(unused("x"), 1, 1, columns, centres(columns)));
    }
    return Hypercolumns.of(all, rows, columns, volume.convention);
  }

  private static float[] centres(int n) {
    float[] centres = new float[n];
    for (int i = 0; i < n; i++) {
      centres[i] = (float) ((2.0 * i + 1) / n - 1);
    }
    return centres;
  }

  @Override
  public String toString() {
    return "HypercolumnExtractor of layers " + names + ", " + volume;
  }
}
