package org.percept4j.sonify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.percept4j.core.Rounding;
import org.percept4j.sonify.frame.Collected;
import org.percept4j.sonify.frame.GradientFrame;

/** Trainings that are listened to. */
final class Listening {

  private Listening() {}

  /** Returns the frames of a training with a sonifier, which must close its sink once. */
  static List<GradientFrame> during(
      GradientSonifier.Builder builder, Consumer<GradientSonifier> training) throws IOException {
    Collected sink = new Collected();
    try (GradientSonifier sonifier = builder.sink(sink).build()) {
      training.accept(sonifier);
    }
    assertThat(sink.closed).hasValue(1);
    return sink.frames;
  }

  /** Returns the norm of the first track in the first frame of a network's fit. */
  static double firstNorm(GradientSonifier.Builder builder, MultiLayerNetwork net, DataSet data)
      throws IOException {
    return during(
            builder,
            sonifier -> {
              net.setListeners(sonifier);
              net.fit(data);
            })
        .get(0)
        .norm(0);
  }

  /**
   * How far the norm of a layer's summed gradient may lie from the exact one: the norm of an error
   * is at most √length times its largest value, and the norm itself is rounded in a sum of squares.
   * A norm that is computed twice may be off by twice that.
   *
   * @param terms roundings that a gradient gathers
   */
  static double normBound(MultiLayerNetwork net, DataSet data, int terms) {
    double largest = Rounding.bound(net, data.getFeatures(), terms, (m, x) -> gradient(m, x, data));
    INDArray gradient = gradient(net.clone(), data.getFeatures(), data);
    double norm = gradient.norm2Number().doubleValue();
    return Math.sqrt((double) gradient.length()) * largest + Rounding.sum(18, norm);
  }

  private static INDArray gradient(Model model, INDArray x, DataSet data) {
    MultiLayerNetwork net = (MultiLayerNetwork) model;
    net.setLayerMaskArrays(null, data.getLabelsMaskArray());
    net.setInput(x);
    net.setLabels(data.getLabels());
    net.computeGradientAndScore();
    return net.gradient().gradient().dup();
  }
}
