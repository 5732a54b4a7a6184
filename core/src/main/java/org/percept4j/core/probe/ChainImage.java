package org.percept4j.core.probe;

import java.util.List;
import org.percept4j.core.internal.RowKernel;

/** One image on its way through the layers of a chain and back; keeps what goes into each layer. */
final class ChainImage {

  private final ChainMap[] maps;
  private List<ChainLayer> layers;

  ChainImage(List<ChainLayer> layers) {
    this.layers = layers;
    maps = new ChainMap[layers.size() + 1];
    for (int l = 0; l < layers.size(); l++) {
      ChainLayer layer = layers.get(l);
      ChainLayer.Place p = layer.place;
      int pitch = p.padded(1) * layer.inStep;
      maps[l] =
          new ChainMap(
              new float[p.padded(0) * pitch],
              p.in()[0],
              p.in()[1],
              layer.inStep,
              p.padding()[0],
              p.padding()[1],
              pitch);
    }
    ChainLayer last = layers.get(layers.size() - 1);
    int[] out = last.place.out();
    maps[layers.size()] =
        ChainMap.in(new float[out[0] * out[1] * last.outStep], out[0], out[1], last.outStep, 0, 0);
  }

  /** Takes the same layers with other weights; false if they are of other sizes. */
  boolean use(List<ChainLayer> other) {
    boolean same = other.size() == layers.size();
    for (int l = 0; l < layers.size() && same; l++) {
      same = other.get(l).isAsLargeAs(layers.get(l));
    }
    layers = same ? other : layers;
    return same;
  }

  /** Values that one image takes. */
  static long size(List<ChainLayer> layers) {
    long size = 0;
    for (ChainLayer layer : layers) {
      size += (long) layer.place.padded(0) * layer.place.padded(1) * layer.inStep;
      size += (long) layer.place.out()[0] * layer.place.out()[1] * layer.outStep;
    }
    return size;
  }

  /** From [channels, rows, columns] at {@code from} to [filters, rows, columns] at {@code to}. */
  void forward(RowKernel kernel, float[] x, int from, float[] y, int to) {
    maps[0].read(x, from, layers.get(0).channels);
    for (int l = 0; l < layers.size(); l++) {
      layers.get(l).forward(kernel, maps[l].values(), maps[l + 1]);
    }
    ChainMap last = maps[layers.size()];
    int filters = layers.get(layers.size() - 1).filters;
    last.write(y, to, filters, last.rows(), last.columns(), 0, 0);
  }

  /**
   * The backward pass, over that part of each layer which the gradient reaches.
   *
   * @param epsilon the gradient by the output, [filters, rows, columns]
   * @param gradient zeros. Modified
   */
  void backward(RowKernel kernel, float[] epsilon, int from, float[] gradient, int to) {
    ChainLayer layer = layers.get(layers.size() - 1);
    ChainBox box = ChainBox.of(epsilon, from, layer.filters, layer.place.out());
    if (box.isEmpty()) {
      return;
    }
    ChainMap delta = empty(box, layer);
    box.cut(delta, epsilon, from, layer.filters, layer.place.out());
    for (int l = layers.size() - 1; l >= 0; l--) {
      layer = layers.get(l);
      multiplyBySlope(kernel, layer, delta, maps[l + 1], box);
      ChainBox seen = box.back(layer.place);
      if (seen.isEmpty()) {
        return;
      }
      ChainMap before = l > 0 ? empty(seen, layers.get(l - 1)) : result(kernel, seen, layer);
      layer.backward(
          kernel,
          delta,
          seen.top() - (box.top() - layer.place.padding()[0]),
          seen.left() - (box.left() - layer.place.padding()[1]),
          before);
      delta = before;
      box = seen;
    }
    int[] in = layer.place.in();
    delta.write(gradient, to, layer.channels, in[0], in[1], box.top(), box.left());
  }

  private static void multiplyBySlope(
      RowKernel kernel, ChainLayer layer, ChainMap delta, ChainMap output, ChainBox box) {
    for (int row = 0; row < delta.rows() && layer.slope != 1; row++) {
      kernel.multiplyBySlope(
          delta.values(),
          delta.at(row, 0),
          output.values(),
          output.at(row + box.top(), box.left()),
          delta.columns() * delta.step(),
          layer.slope);
    }
  }

  /**
   * Room for the gradient by a part of a layer's output, in the margin that its backward pass
   * needs.
   */
  private static ChainMap empty(ChainBox box, ChainLayer layer) {
    int top = layer.place.reach(0) - 1;
    int left = layer.place.reach(1) - 1;
    float[] values = new float[ChainMap.size(box.rows(), box.columns(), layer.outStep, top, left)];
    return ChainMap.in(values, box.rows(), box.columns(), layer.outStep, top, left);
  }

  private static ChainMap result(RowKernel kernel, ChainBox box, ChainLayer first) {
    int step = ChainLayer.padded(first.channels, kernel.lanes());
    return ChainMap.in(
        new float[ChainMap.size(box.rows(), box.columns(), step, 0, 0)],
        box.rows(),
        box.columns(),
        step,
        0,
        0);
  }
}
