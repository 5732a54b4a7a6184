package org.percept4j.erf;

import java.util.Objects;
import java.util.function.IntFunction;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.NetworkLayers;

/** The networks of an analysis: one, or one for each draw of its weights. */
interface Networks {

  /** How many draws there may be; 1 where the network is given. */
  int draws();

  /** Whether networks are drawn, so that numbers are those of draws. */
  boolean areDrawn();

  /** The network of a draw, from 0, initialised. */
  AnalysedNetwork network(int draw);

  /** Leaves networks as they were found. */
  default void restore() {}

  /** A given network. */
  static Networks given(AnalysedNetwork network) {
    return new Networks() {
      @Override
      public int draws() {
        return 1;
      }

      @Override
      public boolean areDrawn() {
        return false;
      }

      @Override
      public AnalysedNetwork network(int draw) {
        return network;
      }
    };
  }

  /** A new network for each draw. */
  static Networks built(int draws, IntFunction<? extends Model> models) {
    Objects.requireNonNull(models, "models");
    return new Networks() {
      @Override
      public int draws() {
        return draws;
      }

      @Override
      public boolean areDrawn() {
        return true;
      }

      @Override
      public AnalysedNetwork network(int draw) {
        return AnalysedNetwork.of((Model) models.apply(draw + 1));
      }
    };
  }

  /** One network whose parameters are written anew for each draw. */
  static Networks redrawn(int draws, Model model, WeightDraw weights) {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(weights, "weights");
    return new Networks() {
      private @Nullable INDArray found;

      @Override
      public int draws() {
        return draws;
      }

      @Override
      public boolean areDrawn() {
        return true;
      }

      @Override
      public AnalysedNetwork network(int draw) {
        NetworkLayers.of(model);
        if (found == null && model.numParams() > 0) {
          found = model.params().dup();
        }
        weights.write(model, draw + 1);
        return AnalysedNetwork.of(model);
      }

      @Override
      public void restore() {
        if (found != null) {
          model.params().assign(found);
          found = null;
        }
      }
    };
  }
}
