package org.percept4j.hypercolumn.learn;

import java.lang.ref.SoftReference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Copies sent to this machine of what keeps sums from one pass to the next: those that arrive with
 * a later pass give way to the first, which has them already. The latest few are held, and as long
 * as memory is not short; without them the same bits are computed again.
 */
final class Arrived {

  private static final int HELD = 4;

  private static final Map<UUID, SoftReference<Object>> LATEST = new LinkedHashMap<>(8, 1, true);

  private Arrived() {}

  /**
   * Returns the first copy.
   *
   * @param id the same for all copies of one original
   * @param copy of the same class as all others of this number
   */
  static synchronized Object first(UUID id, Object copy) {
    SoftReference<Object> known = LATEST.get(id);
    Object first = known == null ? null : known.get();
    if (first != null) {
      return first;
    }
    LATEST.put(id, new SoftReference<>(copy));
    Iterator<UUID> oldest = LATEST.keySet().iterator();
    while (LATEST.size() > HELD) {
      oldest.next();
      oldest.remove();
    }
    return copy;
  }
}
