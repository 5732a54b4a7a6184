package org.percept4j.hypercolumn.learn;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.percept4j.core.internal.Draw;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.PixelPoints;

/**
 * Some labelled pixels of every image, and the moments of all pixels: what a classifier is trained
 * on after one pass over the images.
 */
final class LabelledSample implements Mergeable<LabelledSample> {

  private static final long serialVersionUID = 1;

  /** Pixels of one image: rows relative to a base, pixels × depth. */
  static final class Rows implements Serializable {
    private static final long serialVersionUID = 1;
    final double[] base;
    final float[] columns;
    final int[] classes;

    private Rows(double[] base, float[] columns, int[] classes) {
      this.base = base;
      this.columns = columns;
      this.classes = classes;
    }
  }

  private final PixelMoments moments;
  private final ArrayList<Rows> rows;

  private LabelledSample(PixelMoments moments, List<Rows> rows) {
    this.moments = moments;
    this.rows = new ArrayList<>(rows);
  }

  /** At most as many labelled pixels, drawn if there are more; no rows if there are none. */
  static LabelledSample of(
      Hypercolumns columns, int[] labelled, int[] classes, int most, SplittableRandom random) {
    PixelMoments moments = PixelMoments.variances(columns);
    int[] kept = labelled;
    if (labelled.length > most) {
      kept = Draw.distinct(most, labelled.length, random);
      Arrays.sort(kept);
      for (int i = 0; i < most; i++) {
        kept[i] = labelled[kept[i]];
      }
    }
    if (kept.length == 0) {
      return new LabelledSample(moments, List.of());
    }
    int[] kinds = IntStream.of(kept).map(p -> classes[p]).toArray();
    return new LabelledSample(
        moments,
        List.of(new Rows(moments.means(), centred(columns, moments.means(), kept), kinds)));
  }

  /** The columns of some pixels less a base, row-major; taken off before interpolation. */
  static float[] centred(Hypercolumns columns, double[] base, int[] pixels) {
    double[] ones = new double[base.length];
    Arrays.fill(ones, 1);
    double[] shift = Arrays.stream(base).map(v -> -v).toArray();
    int width = columns.width();
    PixelPoints points =
        PixelPoints.of(
            IntStream.of(pixels).map(p -> p / width).toArray(),
            IntStream.of(pixels).map(p -> p % width).toArray());
    return columns.affine(ones, shift).columnsAt(points);
  }

  PixelMoments moments() {
    return moments;
  }

  List<Rows> rows() {
    return rows;
  }

  @Override
  public LabelledSample merge(LabelledSample other) {
    List<Rows> both = new ArrayList<>(rows);
    both.addAll(other.rows);
    return new LabelledSample(moments.merge(other.moments), both);
  }
}
