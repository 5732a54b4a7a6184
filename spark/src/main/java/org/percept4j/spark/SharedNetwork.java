package org.percept4j.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * A network that is sent to every executor once, as bytes, whatever number of tasks runs there.
 * Configuration and parameters, as DL4J's {@code ModelSerializer} writes them; not the updater's
 * state. Immutable and thread-safe; serialisable, version 1.
 *
 * @serial exclude
 */
public final class SharedNetwork implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final boolean graph;
  private final int size;
  private final Broadcast<byte[]> bytes;

  private SharedNetwork(boolean graph, int size, Broadcast<byte[]> bytes) {
    this.graph = graph;
    this.size = size;
    this.bytes = bytes;
  }

  /**
   * Shares a network as it is now.
   *
   * @param spark the session
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not
   *     modified.
   * @return the shared network, to be used by what runs on the same session
   * @throws IllegalArgumentException if DL4J cannot write it
   */
  public static SharedNetwork of(SparkSession spark, Model model) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ModelSerializer.writeModel(model, out, false);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "model: expected an initialised network that DL4J can write, got " + e.getMessage(), e);
    }
    byte[] written = out.toByteArray();
    return new SharedNetwork(
        model instanceof ComputationGraph,
        written.length,
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(written));
  }

  /**
   * Makes a network of the bytes that lie in this JVM: each of several threads takes its own, so
   * that none waits for another.
   *
   * @return a new network of the same class, configuration and parameters
   */
  public Model copy() {
    try (ByteArrayInputStream in = new ByteArrayInputStream(bytes.value())) {
      return graph
          ? ModelSerializer.restoreComputationGraph(in, false)
          : ModelSerializer.restoreMultiLayerNetwork(in, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
