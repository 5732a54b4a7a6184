package org.percept4j.erf;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.NetworkLayers;

/**
 * Writes new parameters into a network, so that it is built once and drawn many times.
 *
 * <p>{@link #byConfiguration()} draws them as DL4J would if it built the network anew.
 */
@FunctionalInterface
public interface WeightDraw {

  /**
   * Writes the parameters of one draw.
   *
   * @param model the network. Modified: its parameters.
   * @param draw the draw, from 1
   */
  void write(Model model, int draw);

  /**
   * Returns the draw by each layer's own weight initialisation, with the number of the draw as
   * seed: bit for bit the parameters of a network that is built with {@code seed(draw)}. ND4J's
   * random generator is left as it was found.
   *
   * @return the draw
   */
  static WeightDraw byConfiguration() {
    return (model, draw) -> {
      Random random = Nd4j.getRandom();
      long root = random.rootState();
      long node = random.nodeState();
      try {
        random.setSeed((long) draw);
        for (NetworkLayers.Entry entry : NetworkLayers.of(model)) {
          Layer layer = entry.layer();
          if (layer.numParams() > 0) {
            layer.conf().getLayer().initializer().init(layer.conf(), layer.params(), true);
          }
        }
      } finally {
        random.setStates(root, node);
      }
    };
  }
}
