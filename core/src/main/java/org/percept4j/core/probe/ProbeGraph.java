package org.percept4j.core.probe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The operations of a network in an order in which each comes after what it reads. */
final class ProbeGraph {

  /** One operation, both ways. */
  interface Operation {

    /**
     * Tells how many samples the network is given, before each forward pass.
     *
     * @param samples N of the network's inputs, whatever reshaping has made of it
     */
    default void begin(int samples) {}

    /**
     * Computes the output and remembers what {@link #backward} needs.
     *
     * @param inputs not modified
     */
    INDArray forward(INDArray[] inputs);

    /**
     * From the gradient by the output to the gradients by each input.
     *
     * @param epsilon may be overwritten
     */
    INDArray[] backward(INDArray epsilon);

    /** Forgets what was remembered. */
    void release();

    /**
     * Whether what it gives, both ways, shares no memory with what it was given and is not kept
     * once {@link #release} was called, so that it may be freed at once.
     */
    default boolean isFresh() {
      return false;
    }

    /** What it does, for those that run several operations in one go; null if it cannot be told. */
    default @Nullable ChainStage stage() {
      return null;
    }

    /** Whether its backward pass needs DL4J's room for weight gradients. */
    default boolean writesWeightGradients() {
      return false;
    }
  }

  /**
   * One operation and its place.
   *
   * @param name as DL4J names it
   * @param input which network input this is, or -1
   * @param from the nodes it reads
   * @param operation what it does; does nothing for an input
   */
  record Node(String name, int input, int[] from, Operation operation) {}

  private final List<Node> nodes;
  private final Map<String, Integer> byName = new HashMap<>();
  private final int[] inputNodes;
  private final DataType dataType;
  private final Runnable backwardSetUp;
  private final boolean[] freeable;
  private boolean backwardReady;

  /**
   * @param backwardSetUp makes room for the weight gradients that DL4J's backward passes compute
   */
  ProbeGraph(List<Node> nodes, int inputs, DataType dataType, Runnable backwardSetUp) {
    this.backwardSetUp = backwardSetUp;
    this.nodes = List.copyOf(nodes);
    this.dataType = dataType;
    this.inputNodes = new int[inputs];
    for (int n = 0; n < nodes.size(); n++) {
      byName.put(nodes.get(n).name(), n);
      if (nodes.get(n).input() >= 0) {
        inputNodes[nodes.get(n).input()] = n;
      }
    }
    freeable = new boolean[nodes.size()];
    for (int n = 0; n < freeable.length; n++) {
      boolean fresh = nodes.get(n).operation().isFresh();
      freeable[n] = fresh;
      for (int f : nodes.get(n).from()) {
        freeable[f] &= fresh;
      }
    }
  }

  List<Node> nodes() {
    return nodes;
  }

  /** The nodes of the network's inputs, in their order. */
  int[] inputNodes() {
    return inputNodes;
  }

  DataType dataType() {
    return dataType;
  }

  /** To be called before any backward pass. */
  void prepareBackward() {
    if (!backwardReady && nodes.stream().anyMatch(n -> n.operation().writesWeightGradients())) {
      backwardSetUp.run();
      backwardReady = true;
    }
  }

  /**
   * Finds a node.
   *
   * @param name the unique name of a layer or vertex
   */
  int node(String name) {
    Integer node = byName.get(name);
    if (node == null) {
      throw new IllegalArgumentException(
          "layer: expected one of those probed, up to "
              + nodes.get(nodes.size() - 1).name()
              + ", got "
              + name);
    }
    return node;
  }

  /** Which nodes some of them depend on, themselves included. */
  boolean[] neededFor(int[] wanted) {
    boolean[] needed = new boolean[nodes.size()];
    for (int n : wanted) {
      needed[n] = true;
    }
    for (int n = nodes.size() - 1; n >= 0; n--) {
      if (needed[n]) {
        for (int f : nodes.get(n).from()) {
          needed[f] = true;
        }
      }
    }
    return needed;
  }

  /** For each node the last that reads it, or itself. */
  int[] lastReaders(boolean[] needed) {
    int[] last = new int[nodes.size()];
    for (int n = 0; n < last.length; n++) {
      last[n] = n;
      for (int f : nodes.get(n).from()) {
        last[f] = needed[n] ? n : last[f];
      }
    }
    return last;
  }

  /** For each node whether its output may be freed once all its readers have run. */
  boolean[] freeable() {
    return freeable;
  }

  void release() {
    nodes.forEach(node -> node.operation().release());
  }
}
