package org.percept4j.sonify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.Norm;
import org.percept4j.core.Norms;

/**
 * Reads the norms of one network's gradient or update; knows the network's layers, keeps no array.
 */
final class NormReader {

  /** One track and the parameters whose norms it combines. */
  private record Reading(GradientTrack track, List<Parameter> parameters) {}

  private record Parameter(String key, boolean perExample) {}

  private final Selection selection;
  private final List<Reading> readings;
  private final List<GradientTrack> tracks;

  private NormReader(Selection selection, List<Reading> readings) {
    this.selection = selection;
    this.readings = readings;
    this.tracks = readings.stream().map(Reading::track).toList();
  }

  /** A reader for a network, or for the single layer that is pretrained. */
  static NormReader of(Model model, Selection selection) {
    List<Reading> readings = new ArrayList<>();
    if (model instanceof Layer layer && !isNetwork(model)) {
      String name = layer.conf().getLayer().getLayerName();
      NetworkLayers.Entry entry =
          new NetworkLayers.Entry(
              layer.getIndex(), name == null ? "layer" + layer.getIndex() : name, "", layer);
      addReadings(readings, entry, true, selection);
    } else {
      NetworkLayers layers = NetworkLayers.of(model);
      List<NetworkLayers.Entry> chosen =
          selection.layers().isEmpty()
              ? layers.asList()
              : selection.layers().stream().map(layers::resolve).toList();
      for (NetworkLayers.Entry entry : chosen) {
        addReadings(readings, entry, false, selection);
      }
    }
    if (readings.isEmpty()) {
      throw new IllegalArgumentException(
          "model: expected at least one chosen layer with parameters, got none");
    }
    return new NormReader(selection, readings);
  }

  private static boolean isNetwork(Model model) {
    return model instanceof MultiLayerNetwork || model instanceof ComputationGraph;
  }

  private static void addReadings(
      List<Reading> readings, NetworkLayers.Entry entry, boolean alone, Selection selection) {
    Layer layer = entry.layer();
    boolean frozen = layer instanceof FrozenLayer || layer instanceof FrozenLayerWithBackprop;
    List<Parameter> parameters = new ArrayList<>();
    for (String name : chosenParameters(entry, selection)) {
      boolean perExample = layer.updaterDivideByMinibatch(name) && layer.conf().isMiniBatch();
      parameters.add(new Parameter(alone ? name : entry.key(name), perExample));
      if (selection.perParameter()) {
        String track = entry.name() + "_" + name;
        readings.add(
            new Reading(
                new GradientTrack(entry.index(), track, frozen),
                List.of(parameters.get(parameters.size() - 1))));
      }
    }
    if (!selection.perParameter() && !parameters.isEmpty()) {
      readings.add(
          new Reading(
              new GradientTrack(entry.index(), entry.name(), frozen), List.copyOf(parameters)));
    }
  }

  /** Weights first, whatever order the layer keeps them in. */
  private static List<String> chosenParameters(NetworkLayers.Entry entry, Selection selection) {
    Layer layer = entry.layer();
    org.deeplearning4j.nn.conf.layers.Layer conf = entry.configuration();
    ParamInitializer initializer = conf.initializer();
    List<String> weights = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String name : layer.paramTable().keySet()) {
      if (initializer.isWeightParam(conf, name)) {
        weights.add(name);
      } else if (selection.biases() && layer.updaterDivideByMinibatch(name)) {
        others.add(name); // what is not divided by the minibatch size is no gradient: running means
      }
    }
    weights.addAll(others);
    return weights;
  }

  List<GradientTrack> tracks() {
    return tracks;
  }

  /** The norms, in track order, of what the model's gradient holds now. */
  double[] read(Model model) {
    Gradient gradient = model.gradient();
    Map<String, INDArray> arrays = gradient.gradientForVariable();
    boolean mean = selection.mean() && !selection.updates();
    int batch = mean ? Math.max(1, model.batchSize()) : 1;
    double[] norms = new double[readings.size()];
    for (int t = 0; t < norms.length; t++) {
      Reading reading = readings.get(t);
      if (!reading.track().frozen()) {
        norms[t] = combine(reading, arrays, batch);
      }
    }
    return norms;
  }

  private double combine(Reading reading, Map<String, INDArray> arrays, int batch) {
    Norm norm = selection.norm();
    double total = 0;
    long count = 0;
    for (Parameter parameter : reading.parameters()) {
      INDArray array = arrays.get(parameter.key());
      if (array == null) {
        continue;
      }
      double part = Norms.of(array, norm, parameter.perExample() ? batch : 1);
      count += array.length();
      total =
          switch (norm) {
            case L1 -> total + part;
            case LINF -> Math.max(total, part);
            case L2 -> hypot(total, part);
            case RMS -> hypot(total, part * Math.sqrt((double) array.length()));
          };
    }
    return norm == Norm.RMS && count > 0 ? total / Math.sqrt((double) count) : total;
  }

  /** As Math.hypot, except that NaN wins over infinity as in {@link Norms}. */
  private static double hypot(double a, double b) {
    return Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : Math.hypot(a, b);
  }
}
