package org.percept4j.sonify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.Networks;
import org.percept4j.core.Norm;
import org.percept4j.core.Norms;
import org.percept4j.core.ParameterHolder;
import org.percept4j.sonify.frame.GradientTrack;

/**
 * Reads the norms of one network's gradient or update; knows the network's layers, keeps no array.
 */
final class NormReader {

  /** One track and the parameters whose norms it combines. */
  private record Reading(GradientTrack track, List<ParameterHolder.Parameter> parameters) {}

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
  private final List<NetworkLayers.Entry> layers;
  private final Elements elements;

  private NormReader(
      Selection selection, List<Reading> readings, List<NetworkLayers.Entry> layers) {
    this.selection = selection;
    this.readings = readings;
    this.layers = layers;
    this.elements = Elements.of(layers);
    this.tracks = readings.stream().map(Reading::track).toList();
  }

  /** Returns a reader for a network, or for the single layer that is pretrained. */
  static NormReader of(Model model, Selection selection) {
    List<ParameterHolder> holders;
    List<NetworkLayers.Entry> layers;
    if (model instanceof Layer layer && !Networks.isNetwork(model)) {
      holders = List.of(ParameterHolder.ofPretrained(layer));
      layers = List.of();
    } else {
      NetworkLayers all = NetworkLayers.of(model);
      holders = chosen(all, selection.layers());
      layers = all.asList();
    }
    List<Reading> readings = new ArrayList<>();
    for (ParameterHolder holder : holders) {
      addReadings(readings, holder, selection);
    }
    if (readings.isEmpty()) {
      throw new IllegalArgumentException(
          "model: expected at least one chosen layer with parameters, got none");
    }
    return new NormReader(selection, readings, layers);
  }

  private static List<ParameterHolder> chosen(NetworkLayers all, List<LayerRef> refs) {
    if (refs.isEmpty()) {
      return all.parameterHolders();
    }
    List<ParameterHolder> chosen = new ArrayList<>();
    for (LayerRef ref : refs) {
      String name = all.nameOf(ref);
      all.parameterHolders().stream().filter(h -> h.name().equals(name)).forEach(chosen::add);
    }
    return chosen;
  }

  private static void addReadings(
      List<Reading> readings, ParameterHolder holder, Selection selection) {
    int index = Math.max(0, holder.index());
    List<ParameterHolder.Parameter> parameters =
        holder.parameters().stream()
            .filter(p -> p.weight() || (selection.biases() && p.gradient()))
            .toList();
    if (selection.perParameter()) {
      for (ParameterHolder.Parameter parameter : parameters) {
        String name = holder.name() + "_" + parameter.name();
        GradientTrack track = new GradientTrack(index, name, holder.frozen());
        readings.add(new Reading(track, List.of(parameter)));
      }
    } else if (!parameters.isEmpty()) {
      GradientTrack track = new GradientTrack(index, holder.name(), holder.frozen());
      readings.add(new Reading(track, parameters));
    }
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

  private double divisor(ParameterHolder.Parameter parameter, Model model) {
    return switch (selection.values()) {
      case SUM, UPDATE -> 1;
      case MINIBATCH_MEAN -> parameter.summedOverExamples() ? Math.max(1, model.batchSize()) : 1;
      case ELEMENT_MEAN -> elements.count(model.batchSize());
    };
  }

  private double combine(
      Reading reading, Map<String, INDArray> arrays, Norm norm, @Nullable Model mean) {
    double total = 0;
    long count = 0;
    for (ParameterHolder.Parameter parameter : reading.parameters()) {
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
    Map<String, INDArray> parameters = model.paramTable(); // getParam knows no vertex's
    double[] ratios = new double[readings.size()];
    for (int t = 0; t < ratios.length; t++) {
      Reading reading = readings.get(t);
      double weights = 0;
      for (ParameterHolder.Parameter parameter : reading.parameters()) {
        weights = hypot(weights, Norms.of(parameters.get(parameter.key()), Norm.L2));
      }
      ratios[t] =
          reading.track().frozen()
              ? Double.NaN
              : combine(reading, updates, Norm.L2, null) / weights;
    }
    return ratios;
  }

  /** Returns the learning rate of the first trained layer, NaN if it has none. */
  double learningRate(Model model) {
    int index =
        readings.stream()
            .map(Reading::track)
            .filter(track -> !track.frozen())
            .mapToInt(GradientTrack::index)
            .findFirst()
            .orElse(-1);
    return index < 0 || index >= layers.size()
        ? Double.NaN
        : Networks.learningRate(model, layers.get(index)).orElse(Double.NaN);
  }
}
