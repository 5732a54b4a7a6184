package org.percept4j.examples.networks;

import java.util.Collections;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Stochastic gradient descent with momentum as PyTorch defines it: v ← μ·v + g, then θ ← θ − η·v.
 * DL4J's {@code Nesterovs} is another method, and its {@code Sgd} has no momentum.
 */
public final class MomentumSgd implements IUpdater {

  private static final long serialVersionUID = 1;
  private static final String VELOCITY = "v";

  private final double learningRate;
  private final double momentum;

  /**
   * Creates an updater.
   *
   * @param learningRate η, positive
   * @param momentum μ, at least 0 and below 1
   */
  public MomentumSgd(double learningRate, double momentum) {
    if (!(learningRate > 0) || !(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          String.format(
              "expected learningRate > 0 and 0 <= momentum < 1, got %s and %s",
              learningRate, momentum));
    }
    this.learningRate = learningRate;
    this.momentum = momentum;
  }

  @Override
  public long stateSize(long parameters) {
    return parameters;
  }

  @Override
  public GradientUpdater<MomentumSgd> instantiate(INDArray view, boolean initialize) {
    Velocity updater = new Velocity(this);
    updater.setStateViewArray(view, view.shape(), view.ordering(), initialize);
    return updater;
  }

  @Override
  public GradientUpdater<MomentumSgd> instantiate(Map<String, INDArray> state, boolean initialize) {
    Velocity updater = new Velocity(this);
    updater.setState(state, initialize);
    return updater;
  }

  @Override
  public IUpdater clone() {
    return new MomentumSgd(learningRate, momentum);
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return learningRate;
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  @Override
  public void setLrAndSchedule(double lr, ISchedule schedule) {
    throw new UnsupportedOperationException("expected a fixed learning rate");
  }

  /** The state of one block of parameters. */
  private static final class Velocity implements GradientUpdater<MomentumSgd> {
    private final MomentumSgd config;
    private INDArray velocity = org.nd4j.linalg.factory.Nd4j.empty();

    Velocity(MomentumSgd config) {
      this.config = config;
    }

    @Override
    public MomentumSgd getConfig() {
      return config;
    }

    @Override
    public void setState(Map<String, INDArray> state, boolean initialize) {
      velocity = state.get(VELOCITY);
    }

    @Override
    public Map<String, INDArray> getState() {
      return Collections.singletonMap(VELOCITY, velocity);
    }

    @Override
    public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialize) {
      if (initialize) {
        view.assign(0);
      }
      velocity = view;
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      velocity.muli(config.momentum).addi(gradient.reshape(velocity.shape()));
      gradient.assign(velocity.reshape(gradient.shape())).muli(config.learningRate);
    }
  }
}
