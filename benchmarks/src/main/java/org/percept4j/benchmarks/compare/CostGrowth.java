package org.percept4j.benchmarks.compare;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntFunction;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.sonify.GradientSonifier;

/** Measures how the cost of each module grows with the size of what it is given. */
public final class CostGrowth {

  private CostGrowth() {}

  /**
   * Prints a table with medians and exponents.
   *
   * @param args none
   */
  public static void main(String[] args) {
    System.out.println("| what | sizes | ms | exponent |");
    System.out.println("|---|---|---|---|");
    print(
        "ERF of one unit, by depth (work grows with the cube)",
        CostGrowth::depth,
        5,
        10,
        20,
        40,
        80);
    print("ERF of one unit, by samples", CostGrowth::samples, 8, 16, 32, 64);
    print(
        "hypercolumns of a VGG trunk and mean map, by image side",
        CostGrowth::side,
        112,
        224,
        448,
        896);
    print("sonifier's two hooks, by layers", CostGrowth::layers, 4, 40, 400);
    print("sonifier's two hooks, by iterations", CostGrowth::iterations, 1000, 4000, 16000);
    System.exit(0); // listeners' threads
  }

  private static void print(String what, IntFunction<Runnable> job, int... sizes) {
    SimpleRegression fit = new SimpleRegression();
    StringBuilder millis = new StringBuilder();
    for (int size : sizes) {
      double median = median(job.apply(size));
      fit.addData(Math.log(size), Math.log(median));
      millis.append(String.format(Locale.ROOT, "%.3g ", median));
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %.2f |%n",
        what,
        Arrays.toString(sizes),
        millis,
        fit.getSlope());
  }

  private static double median(Runnable body) {
    double[] millis = new double[7];
    for (int i = -2; i < millis.length; i++) {
      long start = System.nanoTime();
      body.run();
      if (i >= 0) {
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(millis);
    return millis[millis.length / 2];
  }

  private static Runnable depth(int depth) {
    int side = 2 * depth + 11;
    ErfAnalyzer analyzer =
        ErfAnalyzer.builder(Networks.chain(depth, 16, 3, side, 1)).inputSize(side, side).build();
    return analyzer::analyze;
  }

  private static Runnable samples(int samples) {
    ErfAnalyzer analyzer =
        ErfAnalyzer.builder(Networks.chain(10, 16, 3, 31, 1))
            .inputSize(31, 31)
            .samples(samples)
            .batch(8)
            .build();
    return analyzer::analyze;
  }

  private static Runnable side(int side) {
    HypercolumnExtractor extractor =
        HypercolumnExtractor.builder(Networks.vggTrunk(side)).layers(Networks.vggLayers()).build();
    INDArray image = Workload.noise(1, 3, side, side);
    return () -> extractor.extract(image).meanMap();
  }

  private static Runnable layers(int layers) {
    return hooks(Networks.dense(layers), 100);
  }

  private static Runnable iterations(int iterations) {
    return hooks(Networks.dense(4), iterations);
  }

  private static Runnable hooks(MultiLayerNetwork net, int times) {
    net.fit(new DataSet(Nd4j.ones(10, 64), Nd4j.ones(10, 10).divi(10)));
    GradientSonifier sonifier = Workload.silent();
    int[] iteration = {0};
    return () -> {
      for (int i = 0; i < times; i++) {
        sonifier.onGradientCalculation(net);
        sonifier.iterationDone(net, iteration[0]++, 0);
      }
    };
  }
}
