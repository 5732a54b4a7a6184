package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.percept4j.core.LayerRef;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.ReceptiveFields;

/** Units of layers that end in a softmax, whose channels add up to 1 whatever the input. */
class SoftmaxTest {

  private static final int SIDE = 15;

  private static MultiLayerNetwork net(DataType type, Layer... last) {
    Layer[] all = new Layer[last.length + 1];
    all[0] = Nets.conv(3, 3).activation(Activation.TANH).build();
    System.arraycopy(last, 0, all, 1, last.length);
    return Nets.net(type, SIDE, 1, 3, all);
  }

  private static ErfAnalyzer.Builder last(MultiLayerNetwork net) {
    return ErfAnalyzer.builder(net)
        .layer(LayerRef.index(-1))
        .inputSize(SIDE, SIDE)
        .aggregation(Aggregation.RMS);
  }

  private static OutputLayer dense(Activation activation) {
    LossFunction loss = activation == Activation.SOFTMAX ? LossFunction.MCXENT : LossFunction.MSE;
    return new OutputLayer.Builder(loss).nOut(4).activation(activation).build();
  }

  @Test
  void outputLayersAreMeasuredBeforeTheirSoftmax() {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      MultiLayerNetwork net = net(type, dense(Activation.SOFTMAX));
      MultiLayerNetwork linear = net(type, dense(Activation.IDENTITY));
      EffectiveReceptiveField erf = last(net).build().analyze();
      EffectiveReceptiveField logits = last(linear).build().analyze();
      assertThat(erf.info().usesLogits()).isTrue();
      assertThat(logits.info().usesLogits()).isFalse();
      assertThat(erf.toString()).contains("before its softmax");
      assertThat(erf.map()).isEqualTo(logits.map());
      assertThat(erf.warnings()).doesNotContain(Warning.CANCELLED, Warning.ZERO_GRADIENT);
    }
  }

  @Test
  void lossLayersAreNotDead() {
    MultiLayerNetwork net =
        net(
            DataType.FLOAT,
            dense(Activation.IDENTITY),
            new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
    EffectiveReceptiveField erf = last(net).build().analyze();
    assertThat(erf.info().usesLogits()).isTrue();
    assertThat(erf.map().isZero()).isFalse();
    MultiLayerNetwork maps =
        net(
            DataType.FLOAT,
            Nets.conv(3, 2).build(),
            new CnnLossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
    EffectiveReceptiveField pixel = last(maps).build().analyze();
    assertThat(pixel.info().usesLogits()).isTrue();
    assertThat(pixel.map().isZero()).isFalse();
    assertThat(pixel.leak()).isZero();
  }

  @Test
  void sumsThatCancelAreTold() {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      MultiLayerNetwork net = net(type, dense(Activation.SOFTMAX));
      EffectiveReceptiveField sum = last(net).logits(false).build().analyze();
      assertThat(sum.warnings()).contains(Warning.CANCELLED);
      assertThat(sum.toString()).contains("rounding");
      EffectiveReceptiveField one = last(net).logits(false).channel(1).build().analyze();
      assertThat(one.warnings()).doesNotContain(Warning.CANCELLED);
      assertThat(one.info().usesLogits()).isFalse();
    }
    MultiLayerNetwork twice =
        net(DataType.FLOAT, dense(Activation.SOFTMAX), new ActivationLayer(Activation.CUBE));
    assertThat(last(twice).build().analyze().warnings()).doesNotContain(Warning.CANCELLED);
    MultiLayerNetwork after =
        net(DataType.FLOAT, dense(Activation.SOFTMAX), new ActivationLayer(Activation.IDENTITY));
    assertThat(last(after).build().analyze().warnings()).contains(Warning.CANCELLED);
  }

  /** DL4J takes it along the rows of a picture, so that no crop is exact. */
  @Test
  void softmaxWithinAChainIsNotCropped() {
    MultiLayerNetwork net =
        Nets.net(
            DataType.DOUBLE,
            SIDE,
            1,
            1,
            Nets.conv(3, 2).activation(Activation.SOFTMAX).build(),
            Nets.conv(3, 2).build());
    EffectiveReceptiveField cropped = last(net).build().analyze();
    EffectiveReceptiveField whole = last(net).cropped(false).build().analyze();
    assertThat(cropped.info().isCropped()).isFalse();
    assertThat(cropped.map()).isEqualTo(whole.map());
    assertThat(whole.map().isZero()).isFalse();
    assertThat(whole.leak()).isZero();
    ReceptiveFields fields = ReceptiveFields.of(net, InputSize.square(SIDE));
    assertThat(fields.field(LayerRef.index(1)).columns().visible(7)).hasToString("0..14");
    assertThat(fields.field(LayerRef.index(1)).rows().visible(7)).hasToString("5..9");
    double beyond = 0;
    for (int c = 0; c < SIDE; c++) {
      beyond += c < 5 || c > 9 ? Math.abs(whole.map().get(7, c)) : 0;
    }
    assertThat(beyond).isPositive();
    assertThat(whole.map().get(2, 7)).isEqualTo(0, within(0.0));
  }
}
