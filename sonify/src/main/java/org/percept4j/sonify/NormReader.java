package org.percept4j.sonify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.NeuralNetwork;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.Norm;
import org.percept4j.core.Norms;
import org.percept4j.sonify.frame.GradientTrack;

/**
 * Reads the norms of one network's gradient or update; knows the network's layers, keeps no array.
 */
final class NormReader {

  /** One track and the parameters whose norms it combines. */
  private record Reading(GradientTrack track, List<Parameter> parameters) {}

  /** A parameter, by its key in the network's tables and its holder's name for it. */
  private record Parameter(String key, Trainable holder, String name, boolean divided) {

    /** A frozen layer has no parameters of its own to ask for. */
    double norm() {
      INDArray values = holder.paramTable(false).get(name);
      return values == null ? 0 : Norms.of(values, Norm.L2);
    }
  }

  /**
   * What was read.
   *
   * @param tracks one for each norm; what had no gradient is marked as frozen
   * @param norms in the order of the tracks
   */
  record Read(List<GradientTrack> tracks, double[] norms) {}

  private final Selection selection;
  private final List<Reading> readings;
  private final List<GradientTrack> tracks;
  private final Elements elements;

  private NormReader(Selection selection, List<Reading> readings, Elements elements) {
    this.selection = selection;
    this.readings = readings;
    this.elements = elements;
    this.tracks = readings.stream().map(Reading::track).toList();
  }

  /** Returns a reader for a network, or for the single layer that is pretrained. */
  static NormReader of(Model model, Selection selection) {
    List<Reading> readings = new ArrayList<>();
    Elements elements;
    if (model instanceof Layer layer && !(model instanceof NeuralNetwork)) {
      String name = layer.conf().getLayer().getLayerName();
      NetworkLayers.Entry entry =
          new NetworkLayers.Entry(
              layer.getIndex(), name == null ? "layer" + layer.getIndex() : name, "", layer);
      addReadings(readings, entry, true, selection);
      elements = Elements.of(List.of());
    } else {
      NetworkLayers layers = NetworkLayers.of(model);
      List<NetworkLayers.Entry> chosen =
          selection.layers().isEmpty()
              ? layers.asList()
              : selection.layers().stream().map(layers::resolve).toList();
      for (NetworkLayers.Entry entry : chosen) {
        addReadings(readings, entry, false, selection);
      }
      elements = Elements.of(layers.asList());
    }
    if (readings.isEmpty()) {
      throw new IllegalArgumentException(
          "model: expected at least one chosen layer with parameters, got none");
    }
    return new NormReader(selection, readings, elements);
  }

  private static void addReadings(
      List<Reading> readings, NetworkLayers.Entry entry, boolean alone, Selection selection) {
    Layer layer = entry.layer();
    boolean frozen = layer instanceof FrozenLayer || layer instanceof FrozenLayerWithBackprop;
    List<Parameter> parameters = new ArrayList<>();
    for (String name : chosenParameters(entry, selection)) {
      boolean divided = layer.updaterDivideByMinibatch(name) && layer.conf().isMiniBatch();
      parameters.add(new Parameter(alone ? name : entry.key(name), layer, name, divided));
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

  /** Reads the norms of what the model's gradient holds now. */
  Read read(Model model) {
    Map<String, INDArray> arrays = model.gradient().gradientForVariable();
    double[] norms = new double[readings.size()];
    List<GradientTrack> marked = null;
    for (int t = 0; t < norms.length; t++) {
      Reading reading = readings.get(t);
      if (reading.track().frozen()) {
        continue;
      }
      if (reading.parameters().stream().noneMatch(p -> arrays.containsKey(p.key()))) {
        marked = marked == null ? new ArrayList<>(tracks) : marked;
        marked.set(t, new GradientTrack(reading.track().index(), reading.track().name(), true));
      } else {
        norms[t] = combine(reading, arrays, selection.norm(), model);
      }
    }
    return new Read(marked == null ? tracks : marked, norms);
  }

  private double divisor(Parameter parameter, Model model) {
    return switch (selection.values()) {
      case SUM, UPDATES -> 1;
      case MINIBATCH_MEAN -> parameter.divided() ? Math.max(1, model.batchSize()) : 1;
      case ELEMENT_MEAN -> elements.count(model.batchSize());
    };
  }

  private double combine(
      Reading reading, Map<String, INDArray> arrays, Norm norm, @Nullable Model mean) {
    double total = 0;
    long count = 0;
    for (Parameter parameter : reading.parameters()) {
      INDArray array = arrays.get(parameter.key());
      if (array == null) {
        continue;
      }
      double part = Norms.of(array, norm, mean == null ? 1 : divisor(parameter, mean));
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

  /** Returns L2 norm of update over L2 norm of parameters; the model's gradient is the update. */
  double[] updateRatios(Model model) {
    Map<String, INDArray> updates = model.gradient().gradientForVariable();
    double[] ratios = new double[readings.size()];
    for (int t = 0; t < ratios.length; t++) {
      Reading reading = readings.get(t);
      double weights = 0;
      for (Parameter parameter : reading.parameters()) {
        weights = hypot(weights, parameter.norm());
      }
      ratios[t] =
          reading.track().frozen()
              ? Double.NaN
              : combine(reading, updates, Norm.L2, null) / weights;
    }
    return ratios;
  }

  /** Returns the learning rate of the first trained parameter, NaN if its updater has none. */
  double learningRate(int iteration, int epoch) {
    for (Reading reading : readings) {
      if (!reading.track().frozen()) {
        Parameter first = reading.parameters().get(0);
        IUpdater updater = first.holder().getConfig().getUpdaterByParam(first.name());
        return updater != null && updater.hasLearningRate()
            ? updater.getLearningRate(iteration, epoch)
            : Double.NaN;
      }
    }
    return Double.NaN;
  }
}
