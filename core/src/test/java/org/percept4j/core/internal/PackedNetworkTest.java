package org.percept4j.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

class PackedNetworkTest {

  private static MultiLayerNetwork network() {
    return new MultiLayerNetwork(
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .list()
            .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
            .setInputType(InputType.convolutional(8, 8, 1))
            .build());
  }

  @Test
  void bothClassesComeBackAsTheyWere() throws Exception {
    MultiLayerNetwork list = network();
    list.init();
    for (Model model : new Model[] {list, list.toComputationGraph()}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(PackedNetwork.of(model));
      }
      PackedNetwork packed;
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        packed = (PackedNetwork) in.readObject();
      }
      Model back = packed.unpack();
      assertThat(back).hasSameClassAs(model).isNotSameAs(model);
      assertThat(back.params()).isEqualTo(model.params());
      assertThat(packed.size()).isLessThan(bytes.size());
    }
  }
}
