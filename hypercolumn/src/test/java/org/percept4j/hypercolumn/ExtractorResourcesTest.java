package org.percept4j.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.NativeGrowth;
import org.percept4j.core.Uniform;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.core.resample.Bilinear.Convention;

class ExtractorResourcesTest {

  private static final long MEGABYTE = 1 << 20;

  private static INDArray image(int i) {
    return Nd4j.createFromArray(new float[3 * 16 * 16]).reshape(1, 3, 16, 16).addi(0.1 * (i + 1));
  }

  /** A leak of the activations alone would be 130 MB. */
  @Test
  void nothingLeaksOverAThousandImages() throws Exception {
    NativeGrowth grown = NativeGrowth.of(LeakTool.class);
    assertThat(grown.counted()).isLessThan(5 * MEGABYTE);
    assertThat(grown.resident()).isLessThan(65 * MEGABYTE);
  }

  /** A real probe that remembers what it handed out. */
  private static NetworkProbe remembering(MultiLayerNetwork net, List<INDArray> handed) {
    NetworkProbe real = NetworkProbe.of(net);
    return (NetworkProbe)
        Proxy.newProxyInstance(
            NetworkProbe.class.getClassLoader(),
            new Class<?>[] {NetworkProbe.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(real, arguments);
              if (method.getName().equals("activations")) {
                ((List<?>) result).forEach(array -> handed.add((INDArray) array));
              }
              return result;
            });
  }

  @Test
  void activationsAreClosedAsSoonAsTheyAreCopied() {
    MultiLayerNetwork net = Networks.trunk(CNN2DFormat.NCHW);
    List<INDArray> handed = new ArrayList<>();
    NetworkExtractor.Volume volume =
        new NetworkExtractor.Volume(null, null, Convention.HALF_PIXEL, LayerScaling.NONE, false);
    Hypercolumns columns =
        NetworkExtractor.of(net, remembering(net, handed), List.of("conv0", "conv2"), volume)
            .extract(image(1));
    assertThat(columns.depth()).isEqualTo(48);
    assertThat(handed).hasSize(2).allMatch(INDArray::wasClosed);
  }

  @Test
  void extractionWaitsForTheNetworksMonitor() throws Exception {
    MultiLayerNetwork net = Networks.trunk(CNN2DFormat.NCHW);
    HypercolumnExtractor extractor = HypercolumnExtractor.builder(net).layers(0).build();
    INDArray image = image(1);
    extractor.extract(image);
    Thread extraction = new Thread(() -> extractor.extract(image));
    synchronized (net) {
      extraction.start();
      while (extraction.getState() != Thread.State.BLOCKED) {
        assertThat(extraction.isAlive()).isTrue();
        Thread.sleep(1);
      }
    }
    extraction.join();
  }

  @Test
  void threadsSharingANetworkGetWhatOneGets() throws Exception {
    MultiLayerNetwork net = Networks.trunk(CNN2DFormat.NCHW);
    HypercolumnExtractor first = HypercolumnExtractor.builder(net).layers(0, 4).build();
    HypercolumnExtractor second = HypercolumnExtractor.builder(net).layers(2).build();
    List<INDArray> expected = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      expected.add((i % 2 == 0 ? first : second).extract(image(i)).dense());
    }
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<INDArray>> found = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        int n = i;
        found.add(pool.submit(() -> (n % 2 == 0 ? first : second).extract(image(n)).dense()));
      }
      for (int i = 0; i < 16; i++) {
        assertThat(found.get(i).get()).isEqualTo(expected.get(i));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void oneResultMayBeReadByManyThreads() throws Exception {
    Hypercolumns columns = Trunk.withFullyConnected();
    INDArray mean = columns.meanMap();
    float[] column = columns.at(7, 9);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> equal = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        equal.add(
            pool.submit(
                () -> columns.meanMap().equals(mean) && Arrays.equals(columns.at(7, 9), column)));
      }
      for (Future<Boolean> future : equal) {
        assertThat(future.get()).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void theNetworkStaysAsItIs() {
    MultiLayerNetwork net = Networks.trunk(CNN2DFormat.NCHW);
    untouched(net, net.getLayer(2));
    ComputationGraph graph = net.toComputationGraph();
    untouched(graph, graph.getLayer(2));
  }

  private static void untouched(Model net, Layer layer) {
    TrainingListener listener = new BaseTrainingListener() {};
    net.setListeners(listener);
    INDArray held = Uniform.array(1, DataType.FLOAT, 1, 16, 5, 5);
    layer.setInput(held, LayerWorkspaceMgr.noWorkspaces());
    INDArray parameters = net.params().dup();
    Random random = Nd4j.getRandom();
    long seed = random.getSeed();
    INDArray image = Nd4j.createFromArray(new float[3 * 48 * 64]).reshape(1, 3, 48, 64).addi(-2);
    INDArray before = image.dup();
    HypercolumnExtractor.builder(net).layers(0, 1, 2, -1).build().extract(image);
    assertThat(net.params()).isEqualTo(parameters);
    assertThat(image).isEqualTo(before);
    assertThat(layer.input()).isSameAs(held);
    assertThat(random.getSeed()).isEqualTo(seed);
    assertThat(layer.getListeners()).contains(listener);
  }

  @Test
  void anOpenWorkspaceIsLeftAlone() {
    HypercolumnExtractor extractor =
        HypercolumnExtractor.builder(Networks.inPlace()).layers(0, 1, 2).build();
    INDArray expected = extractor.extract(image(1)).dense();
    INDArray found;
    try (MemoryWorkspace workspace =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace("user's own")) {
      Hypercolumns columns = extractor.extract(image(1).dup());
      assertThat(Nd4j.getMemoryManager().getCurrentWorkspace()).isSameAs(workspace);
      found = columns.dense().detach();
    }
    assertThat(found).isEqualTo(expected);
  }
}
