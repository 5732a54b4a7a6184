package org.percept4j.hypercolumn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkInput;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.core.resample.Bilinear.Convention;

/** Extracts from DL4J's networks. */
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

  private final Model network;
  private final NetworkProbe probe;
  private final List<String> names;
  private final Volume volume;
  private final Layout layout;

  NetworkExtractor(Model network, NetworkProbe probe, List<String> names, Volume volume) {
    this.network = network;
    this.probe = probe;
    this.names = List.copyOf(names);
    this.volume = volume;
    this.layout = Layout.of(NetworkInput.of(network));
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
    List<LayerRef> refs = names.stream().map(LayerRef::name).toList();
    List<INDArray> activations;
    synchronized (network) {
      activations = probe.activations(refs, batches);
    }
    FeatureMaps[][] maps = new FeatureMaps[images][names.size()];
    for (int l = 0; l < names.size(); l++) {
      FeatureMaps[] found = layout.maps(names.get(l), activations.get(l));
      for (int i = 0; i < images; i++) {
        maps[i][l] = volume.scaling.apply(found[i]);
      }
      activations.get(l).close();
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
