package org.percept4j.core.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.preprocessor.BaseInputPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Uniform;

/** A probe that several threads ask, and arrays that several readers share. */
class SharedProbeTest {

  private static final LayerRef LAST = LayerRef.index(-1);

  @Test
  void threadsGetWhatOneGets() throws Exception {
    NetworkProbe probe =
        NetworkProbe.of(
            ProbeCases.image(
                    "",
                    ProbeCases.conv().nOut(8).build(),
                    new BatchNormalization.Builder().build(),
                    ProbeCases.conv().nOut(8).build(),
                    new DenseLayer.Builder().nOut(5).build())
                .model());
    List<Callable<List<INDArray>>> asked = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      INDArray image = Uniform.array(i, DataType.DOUBLE, 1 + i, 3, 9, 8);
      asked.add(() -> probe.activations(List.of(LayerRef.index(1), LAST), image));
      asked.add(() -> probe.inputGradient(LAST, y -> y, image).inputGradients());
    }
    List<List<INDArray>> expected = new ArrayList<>();
    for (Callable<List<INDArray>> one : asked) {
      expected.add(one.call());
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int repeat = 0; repeat < 20; repeat++) {
        List<Future<List<INDArray>>> found = threads.invokeAll(asked);
        for (int i = 0; i < found.size(); i++) {
          assertThat(found.get(i).get()).isEqualTo(expected.get(i));
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Doubles what it is given where it lies. */
  private static final class InPlace extends BaseInputPreProcessor {
    private static final long serialVersionUID = 1;

    @Override
    public INDArray preProcess(INDArray input, int samples, LayerWorkspaceMgr workspaces) {
      return input.muli(2);
    }

    @Override
    public INDArray backprop(INDArray output, int samples, LayerWorkspaceMgr workspaces) {
      return output.muli(2);
    }

    @Override
    public InputType getOutputType(InputType type) {
      return type;
    }
  }

  @Test
  void layersThatWorkInPlaceLeaveTheOneBefore() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            ProbeCases.conf()
                .list()
                .layer(new DenseLayer.Builder().nIn(3).nOut(4).build())
                .layer(new DenseLayer.Builder().nIn(4).nOut(2).build())
                .inputPreProcessor(1, new InPlace())
                .build());
    net.init();
    INDArray image = Uniform.array(1, DataType.DOUBLE, 2, 3);
    INDArray first = net.getLayer(0).activate(image, false, LayerWorkspaceMgr.noWorkspaces()).dup();
    NetworkProbe probe = NetworkProbe.of(net);
    List<INDArray> found = probe.activations(List.of(LayerRef.index(0), LAST), image);
    assertThat(found.get(0)).isEqualTo(first);
    assertThat(found.get(1)).isEqualTo(net.output(image));
  }
}
