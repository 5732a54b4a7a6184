package org.percept4j.sonify;

import java.lang.ref.WeakReference;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.sonify.frame.GradientAlarm;

/**
 * What is known of one network: its reader, and what was read in the iteration that is under way.
 * Used by the thread that trains the network.
 */
final class Listened {

  private final WeakReference<Model> model;
  private WeakReference<INDArray> input = new WeakReference<>(null);

  final int worker;

  @Nullable NormReader reader;
  NormReader.@Nullable Read pending;

  /** Whether a gradient was computed since the last iteration ended. */
  boolean begun;

  /** The alarm at which training is to end, until that is done. */
  GradientAlarm.@Nullable Event stopAt;

  long iterations;
  boolean failed;

  Listened(Model model, int worker) {
    this.model = new WeakReference<>(model);
    this.worker = worker;
  }

  boolean is(Model other) {
    return model.get() == other;
  }

  boolean isGone() {
    return model.get() == null;
  }

  /**
   * Forgets what was read if a new iteration begins, as after one that ended in an exception.
   * Solvers that evaluate several gradients in an iteration do so on the same input.
   */
  void forwardPass(Model network) {
    INDArray now = network.input();
    boolean once =
        network.conf() == null
            || network.conf().getOptimizationAlgo()
                == OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT;
    if (once || now != input.get()) {
      pending = null;
    }
    input = new WeakReference<>(now);
  }
}
