package org.percept4j.examples.experiments;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.percept4j.core.acceleration.Acceleration;
import org.percept4j.examples.data.Digits;
import org.percept4j.examples.networks.LeNet;
import org.percept4j.examples.networks.MomentumSgd;

/** Trains LeNet on digits as DL4J does and accelerated, in turn, and compares time and result. */
public final class AcceleratedTraining {

  private static final int WARM_UP = 5;

  private AcceleratedTraining() {}

  /**
   * Trains with batches of 10 and of 256 and prints medians.
   *
   * @param args how many batches to time, 40 by default
   * @throws IOException if the digits cannot be read
   */
  public static void main(String[] args) throws IOException {
    int batches = args.length > 0 ? Integer.parseInt(args[0]) : 40;
    System.out.println(
        "batch   DL4J ms   accelerated ms   ratio   largest difference of parameters");
    for (int batchSize : new int[] {10, 256}) {
      MultiLayerNetwork stock = LeNet.create(new MomentumSgd(0.01, 0.5), 1);
      MultiLayerNetwork fast = LeNet.create(new MomentumSgd(0.01, 0.5), 1);
      Acceleration.enable(fast);
      List<Double> stockMillis = new ArrayList<>();
      List<Double> fastMillis = new ArrayList<>();
      for (DataSet batch : Digits.bundled(true).batches(batchSize, WARM_UP + batches, 1)) {
        stockMillis.add(millis(stock, batch));
        fastMillis.add(millis(fast, batch));
      }
      double s = median(stockMillis);
      double f = median(fastMillis);
      System.out.printf(
          Locale.ROOT,
          "%5d   %7.1f   %14.1f   %5.2f   %.1e%n",
          batchSize,
          s,
          f,
          f / s,
          stock.params().sub(fast.params()).amaxNumber().doubleValue());
    }
  }

  private static double millis(MultiLayerNetwork net, DataSet batch) {
    long start = System.nanoTime();
    net.fit(batch);
    return (System.nanoTime() - start) / 1e6;
  }

  private static double median(List<Double> millis) {
    double[] sorted =
        millis.stream().skip(WARM_UP).mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
