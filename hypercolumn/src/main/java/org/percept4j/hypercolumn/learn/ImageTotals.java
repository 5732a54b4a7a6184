package org.percept4j.hypercolumn.learn;

import java.io.Serial;
import java.io.Serializable;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * The sums of images' columns, kept from one pass to the next: {@code 8·depth} bytes an image.
 * Copies sent to another machine share what is kept there, and compute the same bits.
 */
final class ImageTotals implements Serializable {

  private static final long serialVersionUID = 1;

  private static final int MAX_IMAGES = 4096;

  private final UUID id = UUID.randomUUID();
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

  @Serial
  private Object readResolve() {
    return Arrived.first(id, this);
  }
}
