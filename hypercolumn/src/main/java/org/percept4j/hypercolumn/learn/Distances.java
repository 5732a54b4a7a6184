package org.percept4j.hypercolumn.learn;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.PixelProducts;

/**
 * Squared distances of pixels to centroids, relative to an origin. What was computed for an image
 * is kept as long as there is room, and computed again otherwise, with the same bits; copies sent
 * to another machine share what is kept there.
 */
final class Distances implements Serializable {

  private static final long serialVersionUID = 1;

  /** Floats kept: an eighth of the heap, and no more than 256 MB. */
  private static final long ROOM =
      Math.min(1L << 26, Runtime.getRuntime().maxMemory() / 8 / Float.BYTES);

  /** Distances to the nearest of as many centroids. */
  private record Nearest(float[] plane, int centroids) {}

  private final UUID id = UUID.randomUUID();
  private final float[] origin;
  private transient @Nullable Map<Long, float[]> norms;
  private transient @Nullable Map<Long, Nearest> nearest;
  private transient @Nullable AtomicLong kept;

  Distances(float[] origin) {
    this.origin = origin;
  }

  /** ‖x − v‖² of every pixel, one plane per vector. */
  float[][] to(long image, Hypercolumns columns, double[][] vectors) {
    PixelProducts products = columns.products(origin);
    float[] squares = norms(image, columns, products);
    float[][] planes = products.project(vectors).planes();
    for (int j = 0; j < vectors.length; j++) {
      double squared = Vectors.dot(vectors[j], vectors[j]);
      for (int p = 0; p < squares.length; p++) {
        planes[j][p] = (float) Math.max(0, squares[p] - 2.0 * planes[j][p] + squared);
      }
    }
    return planes;
  }

  /**
   * ‖x − v‖² of every pixel to the nearest of some vectors; positive infinity if there are none.
   *
   * @param list whose list of vectors, which only ever grows, it is
   */
  float[] toNearest(long image, int list, Hypercolumns columns, double[][] vectors) {
    prepare();
    Map<Long, Nearest> known = nearest;
    Long key = image << 16 | list;
    Nearest before = known == null ? null : known.get(key);
    float[] plane;
    int first = 0;
    if (before == null || before.centroids > vectors.length) {
      plane = new float[columns.pixels()];
      Arrays.fill(plane, Float.POSITIVE_INFINITY);
    } else {
      plane = before.plane.clone();
      first = before.centroids;
    }
    if (first < vectors.length) {
      double[][] added = Arrays.copyOfRange(vectors, first, vectors.length);
      for (float[] distances : to(image, columns, added)) {
        for (int p = 0; p < plane.length; p++) {
          plane[p] = Math.min(plane[p], distances[p]);
        }
      }
    }
    if (known != null && (before != null || hasRoom(plane.length))) {
      known.put(key, new Nearest(plane, vectors.length));
    }
    return plane;
  }

  private float[] norms(long image, Hypercolumns columns, PixelProducts products) {
    prepare();
    Map<Long, float[]> known = norms;
    float[] found = known == null ? null : known.get(image);
    if (found == null) {
      found = products.squaredNorms();
      if (known != null && hasRoom(columns.pixels())) {
        known.put(image, found);
      }
    }
    return found;
  }

  private synchronized void prepare() {
    if (kept == null) {
      kept = new AtomicLong();
      norms = new ConcurrentHashMap<>();
      nearest = new ConcurrentHashMap<>();
    }
  }

  private boolean hasRoom(int floats) {
    AtomicLong count = kept;
    return count != null && count.addAndGet(floats) <= ROOM;
  }

  @Serial
  private Object readResolve() {
    return Arrived.first(id, this);
  }
}
