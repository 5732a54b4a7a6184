package org.percept4j.hypercolumn;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.autodiff.samediff.SameDiff;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.SameDiffGraph;
import org.percept4j.core.probe.NetworkProbe;

/** The network that hypercolumns are taken from, whatever class it is of. */
sealed interface Source {

  String nameOf(LayerRef layer);

  HypercolumnExtractor extractor(
      List<String> names, NetworkExtractor.Volume volume, boolean accelerated);

  /** One of DL4J's networks. */
  record OfModel(Model network) implements Source {
    @Override
    public String nameOf(LayerRef layer) {
      return NetworkLayers.of(network).nameOf(layer);
    }

    @Override
    public HypercolumnExtractor extractor(
        List<String> names, NetworkExtractor.Volume volume, boolean accelerated) {
      return NetworkExtractor.of(network, NetworkProbe.of(network, accelerated), names, volume);
    }
  }

  /** A SameDiff graph. */
  record OfGraph(SameDiff graph, SameDiffGraph description) implements Source {
    @Override
    public String nameOf(LayerRef layer) {
      return description.nameOf(layer);
    }

    @Override
    public HypercolumnExtractor extractor(
        List<String> names, NetworkExtractor.Volume volume, boolean accelerated) {
      return NetworkExtractor.of(graph, description, names, volume);
    }
  }
}
