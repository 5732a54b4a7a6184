package org.percept4j.spark;

import java.io.Serial;
import java.io.Serializable;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * Tools that are expensive to make, kept from task to task in each JVM: as many as tasks run at the
 * same time, so that none waits for another's. Travels as the recipe alone.
 */
final class TaskPool<T> implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /** The free ones of this JVM. */
  private static final Map<String, Queue<Object>> FREE = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private final Recipe<T> recipe;

  TaskPool(Recipe<T> recipe) {
    this.recipe = recipe;
  }

  /** Lends one. What fails in the work may have broken it: it is not lent again. */
  @SuppressWarnings("unchecked") // only this class puts there, under an id of this pool alone
  <R> R with(Function<T, R> work) {
    Queue<Object> free = FREE.computeIfAbsent(id, absent -> new ConcurrentLinkedQueue<>());
    T tool = (T) free.poll();
    tool = tool == null ? recipe.make() : tool;
    R result = work.apply(tool);
    free.add(tool);
    return result;
  }

  /** Forgets this JVM's; executors keep theirs until they end. */
  void forget() {
    FREE.remove(id);
  }
}
