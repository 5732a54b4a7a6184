package org.percept4j.hypercolumn.learn;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * The sums of images' columns, kept from one pass to the next: {@code 8·depth} bytes an image. A
 * copy sent to another machine starts without, and computes the same bits.
 */
final class ImageTotals implements Serializable {

  private static final long serialVersionUID = 1;

  private static final int MAX_IMAGES = 4096;

  private final float[] origin;
  private transient @Nullable Map<Long, double[]> kept;

  ImageTotals(float[] origin) {
    this.origin = origin;
  }

  double[] of(long image, Hypercolumns columns) {
    Map<Long, double[]> known = known();
    double[] total = known.get(image);
    if (total == null) {
      total = columns.products(origin).sums();
      if (known.size() < MAX_IMAGES) {
        known.put(image, total);
      }
    }
    return total;
  }

  private synchronized Map<Long, double[]> known() {
    Map<Long, double[]> found = kept;
    if (found == null) {
      found = new ConcurrentHashMap<>();
      kept = found;
    }
    return found;
  }
}
