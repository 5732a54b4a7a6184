package org.percept4j.core.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * A network as bytes: configuration and parameters, as DL4J's {@code ModelSerializer} writes them;
 * not the updater's state. Immutable; serialisable, version 1.
 */
public final class PackedNetwork implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final boolean graph;
  private final byte[] bytes;

  private PackedNetwork(boolean graph, byte[] bytes) {
    this.graph = graph;
    this.bytes = bytes;
  }

  /**
   * Packs a network as it is now.
   *
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not modified
   * @return the packed network
   * @throws IllegalArgumentException if DL4J cannot write it
   */
  public static PackedNetwork of(Model model) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ModelSerializer.writeModel(model, out, false);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "model: expected an initialised network that DL4J can write, got " + e.getMessage(), e);
    }
    return new PackedNetwork(model instanceof ComputationGraph, out.toByteArray());
  }

  /**
   * Makes a network.
   *
   * @return a new network of the same class, configuration and parameters
   */
  public Model unpack() {
    try (ByteArrayInputStream in = new ByteArrayInputStream(bytes)) {
      return graph
          ? ModelSerializer.restoreComputationGraph(in, false)
          : ModelSerializer.restoreMultiLayerNetwork(in, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns how much it takes.
   *
   * @return bytes
   */
  public int size() {
    return bytes.length;
  }
}
