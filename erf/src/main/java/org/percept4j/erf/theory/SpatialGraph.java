package org.percept4j.erf.theory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reduces a network to what moves information across a picture, a sequence or a volume: named nodes
 * in topological order, each an operation on every axis that reads one or several earlier nodes.
 * Channels and weights do not occur. Immutable.
 *
 * <pre>{@code
 * SpatialGraph.Builder net = SpatialGraph.builder().input("image", 224, 224);
 * net.add("conv", AxisOp.Window.same(7, 2, 1, 224), "image");
 * net.add("pool", AxisOp.Window.valid(3, 2, 1), "conv");
 * net.build().field("pool"); // size 11, stride 4
 * }</pre>
 */
public final class SpatialGraph {

  private final AxisGraph depth;
  private final AxisGraph rows;
  private final AxisGraph columns;
  private final List<String> names;
  private final Map<String, Integer> index;
  private final List<Integer> sources;

  private SpatialGraph(Builder builder) {
    this.depth = builder.depth;
    this.rows = builder.rows;
    this.columns = builder.columns;
    this.names = List.copyOf(builder.names);
    this.index = Map.copyOf(builder.index);
    this.sources = List.copyOf(builder.sources);
  }

  /**
   * Starts a graph.
   *
   * @return a builder; it serves one graph
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the field of a node with respect to the first input.
   *
   * @param node the node's name
   * @return its field
   * @throws IllegalArgumentException if there is no such node
   */
  public TheoreticalReceptiveField field(String node) {
    return field(node, names.get(sources.get(0)));
  }

  /**
   * Returns the field of a node with respect to one of several inputs.
   *
   * @param node the node's name
   * @param input the input's name
   * @return its field
   * @throws IllegalArgumentException if there is no such node or no such input
   */
  public TheoreticalReceptiveField field(String node, String input) {
    int n = indexOf(node);
    int source = indexOf(input);
    if (!sources.contains(source)) {
      throw new IllegalArgumentException(
          "input: expected one of "
              + sources.stream().map(names::get).toList()
              + ", got \""
              + input
              + "\"");
    }
    return new TheoreticalReceptiveField(
        node, depth.field(n, source), rows.field(n, source), columns.field(n, source));
  }

  /**
   * Returns all node names, inputs included.
   *
   * @return an unmodifiable list in topological order
   */
  public List<String> nodes() {
    return names;
  }

  int indexOf(String node) {
    Integer found = index.get(Objects.requireNonNull(node, "node"));
    if (found == null) {
      throw new IllegalArgumentException(
          "node: expected one of " + names + ", got \"" + node + "\"");
    }
    return found;
  }

  AxisGraph depth() {
    return depth;
  }

  AxisGraph rows() {
    return rows;
  }

  AxisGraph columns() {
    return columns;
  }

  @Override
  public String toString() {
    return "SpatialGraph" + names;
  }

  /** Collects nodes; each must come after those it reads. Not thread-safe. */
  public static final class Builder {
    private final AxisGraph depth = new AxisGraph();
    private final AxisGraph rows = new AxisGraph();
    private final AxisGraph columns = new AxisGraph();
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> index = new HashMap<>();
    private final List<Integer> sources = new ArrayList<>();

    private Builder() {}

    /**
     * Adds an input.
     *
     * @param name its name, not used before
     * @param height number of rows, at least 1
     * @param width number of columns, at least 1
     * @return this builder
     * @throws IllegalArgumentException if the name is taken or a size is below 1
     */
    public Builder input(String name, int height, int width) {
      return input(name, 1, height, width);
    }

    /**
     * Adds an input that is a volume.
     *
     * @param name its name, not used before
     * @param depth number of planes, at least 1
     * @param height number of rows, at least 1
     * @param width number of columns, at least 1
     * @return this builder
     * @throws IllegalArgumentException if the name is taken or a size is below 1
     */
    public Builder input(String name, int depth, int height, int width) {
      if (depth < 1 || height < 1 || width < 1) {
        throw new IllegalArgumentException(
            "input \"" + name + "\": expected a size of at least 1x1, got " + height + "x" + width);
      }
      register(name);
      this.depth.addSource(depth);
      sources.add(rows.addSource(height));
      columns.addSource(width);
      return this;
    }

    /**
     * Adds an operation that is the same on both axes.
     *
     * @param name the node's name, not used before
     * @param op the operation
     * @param from the nodes it reads, at least one; several are added or concatenated first
     * @return this builder
     * @throws IllegalArgumentException if a name is unknown or taken, sizes of several inputs
     *     differ, or the input is too small
     */
    public Builder add(String name, AxisOp op, String... from) {
      return add(name, op, op, from);
    }

    /**
     * Adds an operation.
     *
     * @param name the node's name, not used before
     * @param onRows the operation along the vertical axis
     * @param onColumns the operation along the horizontal axis
     * @param from the nodes it reads, at least one; several are added or concatenated first
     * @return this builder
     * @throws IllegalArgumentException if a name is unknown or taken, sizes of several inputs
     *     differ, or the input is too small
     */
    public Builder add(String name, AxisOp onRows, AxisOp onColumns, String... from) {
      return add(name, AxisOp.IDENTITY, onRows, onColumns, from);
    }

    /**
     * Adds an operation on volumes.
     *
     * @param name the node's name, not used before
     * @param onDepth the operation along the axis of depth
     * @param onRows the operation along the vertical axis
     * @param onColumns the operation along the horizontal axis
     * @param from the nodes it reads, at least one; several are added or concatenated first
     * @return this builder
     * @throws IllegalArgumentException if a name is unknown or taken, sizes of several inputs
     *     differ, or the input is too small
     */
    public Builder add(
        String name, AxisOp onDepth, AxisOp onRows, AxisOp onColumns, String... from) {
      if (from.length == 0) {
        throw new IllegalArgumentException(
            "from: expected at least one node for \"" + name + "\", got none");
      }
      int[] inputs = new int[from.length];
      for (int i = 0; i < from.length; i++) {
        inputs[i] = known(from[i]);
        if (depth(from[i]) != depth(from[0])
            || rows(from[i]) != rows(from[0])
            || columns(from[i]) != columns(from[0])) {
          throw new IllegalArgumentException(
              String.format(
                  "from: expected maps of one size for \"%s\", got %dx%d (%s) and %dx%d (%s)",
                  name,
                  rows(from[0]),
                  columns(from[0]),
                  from[0],
                  rows(from[i]),
                  columns(from[i]),
                  from[i]));
        }
      }
      try {
        onDepth.outputSize(depth.size(inputs[0]));
        onRows.outputSize(rows.size(inputs[0]));
        onColumns.outputSize(columns.size(inputs[0]));
      } catch (IllegalArgumentException tooSmall) {
        throw new IllegalArgumentException("\"" + name + "\": " + tooSmall.getMessage(), tooSmall);
      }
      register(name);
      depth.add(onDepth, inputs);
      rows.add(onRows, inputs);
      columns.add(onColumns, inputs);
      return this;
    }

    /**
     * Returns the depth of a node's map.
     *
     * @param node the node's name
     * @return the number of planes; 1 for pictures and sequences
     * @throws IllegalArgumentException if there is no such node
     */
    public int depth(String node) {
      return depth.size(known(node));
    }

    /**
     * Returns the height of a node's map.
     *
     * @param node the node's name
     * @return the number of rows
     * @throws IllegalArgumentException if there is no such node
     */
    public int rows(String node) {
      return rows.size(known(node));
    }

    /**
     * Returns the width of a node's map.
     *
     * @param node the node's name
     * @return the number of columns
     * @throws IllegalArgumentException if there is no such node
     */
    public int columns(String node) {
      return columns.size(known(node));
    }

    /**
     * Finishes the graph.
     *
     * @return the graph
     * @throws IllegalStateException if there is no input
     */
    public SpatialGraph build() {
      if (sources.isEmpty()) {
        throw new IllegalStateException("graph: expected at least one input, got none");
      }
      return new SpatialGraph(this);
    }

    private int known(String node) {
      Integer found = index.get(node);
      if (found == null) {
        throw new IllegalArgumentException(
            "node: expected one of " + names + ", got \"" + node + "\"");
      }
      return found;
    }

    private void register(String name) {
      if (index.putIfAbsent(name, names.size()) != null) {
        throw new IllegalArgumentException(
            "name: expected one not used before, got \"" + name + "\" again");
      }
      names.add(name);
    }

    @Override
    public String toString() {
      return "SpatialGraph.Builder" + names;
    }
  }
}
