package org.percept4j.spark;

import java.io.Serial;
import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.api.Model;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.internal.PackedNetwork;

/**
 * A network that is sent to every executor once, as bytes, whatever number of tasks runs there.
 * Configuration and parameters, as DL4J's {@code ModelSerializer} writes them; not the updater's
 * state. Immutable and thread-safe; serialisable, version 1.
 *
 * @serial exclude
 */
public final class SharedNetwork implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final int size;
  private final Broadcast<PackedNetwork> packed;

  private SharedNetwork(int size, Broadcast<PackedNetwork> packed) {
    this.size = size;
    this.packed = packed;
  }

  /**
   * Shares a network as it is now.
   *
   * @param spark the session
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not
   *     modified.
   * @return the shared network, to be used by what runs on the same session
   * @throws IllegalArgumentException if DL4J cannot write it
   * @throws IllegalStateException if {@code init()} has not been called on it
   */
  public static SharedNetwork of(SparkSession spark, Model model) {
    NetworkLayers.of(model); // refuses one that is not initialised, which DL4J would write
    PackedNetwork written = PackedNetwork.of(model);
    return new SharedNetwork(
        written.size(), JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(written));
  }

  /**
   * Makes a network of the bytes that lie in this JVM: each of several threads takes its own, so
   * that none waits for another.
   *
   * @return a new network of the same class, configuration and parameters
   */
  public Model copy() {
    return packed.value().unpack();
  }

  /**
   * Returns how much is sent to every executor.
   *
   * @return bytes
   */
  public int size() {
    return size;
  }

  @Override
  public String toString() {
    return "SharedNetwork of " + size + " bytes";
  }
}
