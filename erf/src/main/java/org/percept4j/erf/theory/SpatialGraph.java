package org.percept4j.erf.theory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A network reduced to what moves information across the picture: named nodes in topological order,
 * each an operation on rows and one on columns that reads one or several earlier nodes. Channels
 * and weights do not occur. Immutable.
 *
 * <pre>{@code
 * SpatialGraph.Builder net = SpatialGraph.builder().input("image", 224, 224);
 * net.add("conv", AxisOp.Window.same(7, 2, 1, 224), "image");
 * net.add("pool", AxisOp.Window.valid(3, 2, 1), "conv");
 * net.build().field("pool"); // size 11, stride 4
 * }</pre>
 */
public final class SpatialGraph {

  private final AxisGraph rows;
  private final AxisGraph columns;
  private final List<String> names;
  private final Map<String, Integer> index;
  private final List<Integer> sources;

  private SpatialGraph(Builder builder) {
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
   * The field of a node with respect to the first input.
   *
   * @param node the node's name
   * @return its field
   * @throws IllegalArgumentException if there is no such node
   */
  public TheoreticalReceptiveField field(String node) {
    return field(node, names.get(sources.get(0)));
  }

  /**
   * The field of a node with respect to one of several inputs.
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
    return new TheoreticalReceptiveField(node, rows.field(n, source), columns.field(n, source));
  }

  /**
   * All node names, inputs included.
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

  AxisGraph rows() {
    return rows;
  }

  AxisGraph columns() {
    return columns;
  }

  /** Collects nodes; each must come after those it reads. Not thread-safe. */
  public static final class Builder {
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
      if (height < 1 || width < 1) {
        throw new IllegalArgumentException(
            "input \"" + name + "\": expected a size of at least 1x1, got " + height + "x" + width);
      }
      register(name);
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
      if (from.length == 0) {
        throw new IllegalArgumentException(
            "from: expected at least one node for \"" + name + "\", got none");
      }
      int[] inputs = new int[from.length];
      for (int i = 0; i < from.length; i++) {
        inputs[i] = known(from[i]);
        if (rows(from[i]) != rows(from[0]) || columns(from[i]) != columns(from[0])) {
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
        onRows.outputSize(rows.size(inputs[0]));
        onColumns.outputSize(columns.size(inputs[0]));
      } catch (IllegalArgumentException tooSmall) {
        throw new IllegalArgumentException("\"" + name + "\": " + tooSmall.getMessage(), tooSmall);
      }
      register(name);
      rows.add(onRows, inputs);
      columns.add(onColumns, inputs);
      return this;
    }

    /**
     * Height of a node's map.
     *
     * @param node the node's name
     * @return the number of rows
     * @throws IllegalArgumentException if there is no such node
     */
    public int rows(String node) {
      return rows.size(known(node));
    }

    /**
     * Width of a node's map.
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
  }
}
