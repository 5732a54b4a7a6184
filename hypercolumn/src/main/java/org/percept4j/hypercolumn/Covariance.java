package org.percept4j.hypercolumn;

import java.util.List;
import java.util.stream.IntStream;
import org.percept4j.core.internal.Floats;

/** Inner products of all pairs of centred channels over all pixels, from the layers' own maps. */
final class Covariance {

  private Covariance() {}

  /** [depth][depth]: Σ_p (x_a(p) − mean_a)(x_b(p) − mean_b), symmetric. */
  static double[][] scatter(Hypercolumns image, float[] means) {
    double[][] scatter = new double[means.length][means.length];
    List<Block> blocks = image.blocks();
    for (int i = 0; i < blocks.size(); i++) {
      for (int j = i; j < blocks.size(); j++) {
        boolean coarse = blocks.get(i).cells() <= blocks.get(j).cells();
        Block a = blocks.get(coarse ? i : j);
        Block b = blocks.get(coarse ? j : i);
        addPair(a, b, means, scatter);
      }
    }
    return scatter;
  }

  /** The finer layer's maps are brought to the coarser one's cells, where products are short. */
  private static void addPair(Block coarse, Block fine, float[] means, double[][] scatter) {
    Overlap overlap = Overlap.of(coarse, fine);
    int cells = coarse.cells();
    float[] centred = new float[coarse.channels() * cells];
    for (int a = 0; a < coarse.channels(); a++) {
      float[] plane = Floats.narrowed(coarse.centred(a, means[coarse.firstChannel() + a]));
      System.arraycopy(plane, 0, centred, a * cells, cells);
    }
    IntStream.range(0, fine.channels())
        .parallel()
        .forEach(
            b -> {
              int column = fine.firstChannel() + b;
              float[] plane = Floats.narrowed(overlap.apply(fine.centred(b, means[column])));
              for (int a = coarse.firstChannel() == fine.firstChannel() ? b : 0;
                  a < coarse.channels();
                  a++) {
                int row = coarse.firstChannel() + a;
                double product = Factorised.dot(centred, a * cells, 0, plane, cells);
                scatter[row][column] += product;
                if (row != column) {
                  scatter[column][row] += product;
                }
              }
            });
  }
}
