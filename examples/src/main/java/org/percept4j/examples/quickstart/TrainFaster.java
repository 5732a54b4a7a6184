package org.percept4j.examples.quickstart;

import java.util.Random;
import org.percept4j.core.acceleration.Acceleration;

/** Trains on oneDNN, which DL4J 1.0.0-M2.1 never starts by itself. */
final class TrainFaster {
  public static void main(String[] args) {
    var network = Bars.network();
    System.out.println(Acceleration.enable(network)); // what was done to each layer, or why not
    var random = new Random(1);
    for (int i = 0; i < 200; i++) {
      network.fit(Bars.batch(16, random));
    }
    System.out.println("Loss after 200 batches: " + network.score());
  }
}
