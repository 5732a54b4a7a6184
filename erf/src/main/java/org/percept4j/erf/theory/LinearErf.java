package org.percept4j.erf.theory;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.percept4j.erf.measure.ErfMap;

/**
 * Computes the exact effective receptive field of a linear network by propagating the gradient of
 * one unit through the graph; nothing is sampled and no network is run. Without given weights each
 * operation averages what it reads (all-ones kernels scaled to sum 1, which keeps the field's
 * shape), so pooling of either kind and activations count as linear, and branches that meet are
 * added.
 *
 * <p>For random zero-mean weights the expected <em>squared</em> gradient has the shape of the map
 * with squared kernels, so the uniform map is also that of mean g² for independent weights of equal
 * variance, and its square root that of the RMS gradient.
 *
 * <p>Immutable and thread-safe.
 */
public final class LinearErf {

  private final SpatialGraph graph;
  private final Map<Integer, double[][]> kernels;

  private LinearErf(SpatialGraph graph, Map<Integer, double[][]> kernels) {
    this.graph = graph;
    this.kernels = kernels;
  }

  /**
   * Returns the linear network of a graph with uniform kernels.
   *
   * @param graph the graph
   * @return the network
   */
  public static LinearErf of(SpatialGraph graph) {
    return new LinearErf(Objects.requireNonNull(graph, "graph"), Map.of());
  }

  /**
   * Computes the field of the centre unit of a chain of equal square windows with uniform kernels,
   * in an input of exactly the field's size, as the paper's figure 1 uses it.
   *
   * @param layers how many layers, at least 1
   * @param kernel side of the kernels, odd
   * @return the map, summing to 1
   * @throws IllegalArgumentException if there are no layers or the kernel is even
   */
  public static ErfMap chain(int layers, int kernel) {
    if (layers < 1 || kernel < 1 || kernel % 2 == 0) {
      throw new IllegalArgumentException(
          "chain: expected at least 1 layer and an odd kernel, got "
              + layers
              + " layers and kernel "
              + kernel);
    }
    int side = layers * (kernel - 1) + 1;
    SpatialGraph.Builder builder = SpatialGraph.builder().input("input", side, side);
    String last = "input";
    for (int l = 1; l <= layers; l++) {
      builder.add("layer" + l, AxisOp.Window.valid(kernel, 1, 1), last);
      last = "layer" + l;
    }
    return of(builder.build()).map(last, 0, 0);
  }

  /**
   * Returns this network with the weights of one window given.
   *
   * @param node the window's name
   * @param kernel its weights, [kernel rows][kernel columns]; the output is Σ kernel[i][j] · input.
   *     Not modified; copied.
   * @return a new network
   * @throws IllegalArgumentException if there is no such node or the shape is not the window's
   */
  public LinearErf withKernel(String node, double[][] kernel) {
    int n = graph.indexOf(node);
    if (!(graph.rows().op(n) instanceof AxisOp.Window rows)
        || !(graph.columns().op(n) instanceof AxisOp.Window columns)) {
      throw new IllegalArgumentException("node: expected a window, got \"" + node + "\"");
    }
    double[][] copy = Arrays.stream(kernel).map(double[]::clone).toArray(double[][]::new);
    boolean fits =
        copy.length == rows.kernel()
            && Arrays.stream(copy).allMatch(row -> row.length == columns.kernel());
    if (!fits) {
      throw new IllegalArgumentException(
          String.format(
              "kernel: expected %dx%d weights for \"%s\", got %s",
              rows.kernel(), columns.kernel(), node, Arrays.deepToString(copy)));
    }
    Map<Integer, double[][]> more = new HashMap<>(kernels);
    more.put(n, copy);
    return new LinearErf(graph, Map.copyOf(more));
  }

  /**
   * Computes the gradient of one unit with respect to the first input.
   *
   * @param node the node the unit belongs to
   * @param row the unit's row
   * @param column the unit's column
   * @return the exact map, as large as the input, centred on the middle of the unit's field (moved
   *     into the picture where that lies in the padding)
   * @throws IllegalArgumentException if there is no such node or unit
   */
  public ErfMap map(String node, int row, int column) {
    int n = graph.indexOf(node);
    TheoreticalReceptiveField field = graph.field(node);
    if (graph.depth().size(0) > 1) {
      throw new UnsupportedOperationException(
          "graph: expected pictures or sequences, got volumes of depth " + graph.depth().size(0));
    }
    double centreRow = field.rows().centre(row);
    double centreColumn = field.columns().centre(column);
    AxisGraph rows = graph.rows();
    AxisGraph columns = graph.columns();
    double[][] gradients = new double[n + 1][];
    for (int i = 0; i <= n; i++) {
      gradients[i] = new double[rows.size(i) * columns.size(i)];
    }
    gradients[n][row * columns.size(n) + column] = 1;
    for (int i = n; i > 0; i--) {
      for (int input : rows.inputs(i)) {
        propagate(i, input, gradients[i], gradients[input]);
      }
    }
    return ErfMap.of(
        rows.size(0),
        columns.size(0),
        gradients[0],
        Math.max(0, Math.min(rows.size(0) - 1, centreRow)),
        Math.max(0, Math.min(columns.size(0) - 1, centreColumn)));
  }

  private void propagate(int node, int input, double[] from, double[] to) {
    AxisOp onRows = graph.rows().op(node);
    AxisOp onColumns = graph.columns().op(node);
    int width = graph.columns().size(node);
    int inputHeight = graph.rows().size(input);
    int inputWidth = graph.columns().size(input);
    int rowTaps = onRows.taps(inputHeight);
    int columnTaps = onColumns.taps(inputWidth);
    double[][] kernel = kernels.get(node);
    double uniform = 1.0 / ((double) rowTaps * columnTaps);
    for (int i = 0; i < from.length; i++) {
      double gradient = from[i];
      if (gradient == 0) {
        continue;
      }
      for (int a = 0; a < rowTaps; a++) {
        int r = onRows.input(i / width, a);
        if (r < 0 || r >= inputHeight) {
          continue;
        }
        for (int b = 0; b < columnTaps; b++) {
          int c = onColumns.input(i % width, b);
          if (c >= 0 && c < inputWidth) {
            to[r * inputWidth + c] += gradient * (kernel == null ? uniform : kernel[a][b]);
          }
        }
      }
    }
  }

  /**
   * Computes the variance of the field of an interior unit of a chain of uniform windows, along one
   * axis: Σ_l (d_l·J_{l−1})²·(k_l² − 1)/12 with kernel k, dilation d and J the product of the
   * strides before (each layer adds the variance of an independent uniform step).
   *
   * @param chain the windows from the input upwards
   * @return the variance in pixels²
   */
  public static double variance(List<AxisOp.Window> chain) {
    double variance = 0;
    double jump = 1;
    for (AxisOp.Window w : chain) {
      double step = w.dilation() * jump;
      variance += step * step * ((double) w.kernel() * w.kernel() - 1) / 12;
      jump *= w.stride();
    }
    return variance;
  }

  @Override
  public String toString() {
    return "LinearErf[" + graph + "]";
  }
}
