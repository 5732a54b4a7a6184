package org.percept4j.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serial;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.jspecify.annotations.Nullable;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Computes a value of every partition and merges them in the order of partitions, so that executors
 * that die or come late change no bit. Values travel as bytes that Java's serialiser wrote:
 * whatever serialiser Spark is set to only sees bytes.
 */
final class OrderedJob {

  /** What is done with one partition. */
  @FunctionalInterface
  interface Work<T, A> extends Serializable {
    /** Returns the partition's value, null if it has none; what it throws is tried again. */
    @Nullable A of(int partition, Iterator<T> items) throws Exception;
  }

  private OrderedJob() {}

  /**
   * Runs a job.
   *
   * @param what its name in Spark's UI
   * @return the merged value, null if no partition has one
   * @throws IllegalArgumentException if a partition's work throws one, which is not tried again
   */
  static <T, A extends Serializable> @Nullable A run(
      JavaRDD<T> items, String what, Work<T, A> work, BinaryOperator<A> merge) {
    JavaRDD<byte[]> values =
        items.mapPartitionsWithIndex(
            (partition, each) -> List.of(packed(work, partition, each)).iterator(), true);
    SparkContext context = items.context();
    Merged<A> merged = new Merged<>(merge);
    String before = context.getLocalProperty("spark.job.description");
    context.setJobDescription("percept4j: " + what);
    context.setCallSite(what);
    try {
      ClassTag<byte[]> tag = ClassTag$.MODULE$.apply(byte[].class);
      context.runJob(values.rdd(), new First(), merged, tag);
    } finally {
      context.clearCallSite();
      context.setJobDescription(before);
    }
    return merged.value();
  }

  private static <T, A extends Serializable> byte[] packed(
      Work<T, A> work, int partition, Iterator<T> items) throws Exception {
    @Nullable Object value;
    try {
      value = work.of(partition, items);
    } catch (IllegalArgumentException e) {
      value = new IllegalArgumentException(e.getMessage()); // trying again would not help
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  /** The only value of a partition. */
  private static final class First
      extends AbstractFunction1<scala.collection.Iterator<byte[]>, byte[]> implements Serializable {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    public byte[] apply(scala.collection.Iterator<byte[]> values) {
      return values.next();
    }
  }

  /** Merges in the driver what comes in any order: holds only what came before its turn. */
  private static final class Merged<A> extends AbstractFunction2<Object, byte[], BoxedUnit> {
    private final BinaryOperator<A> merge;
    private final Map<Integer, byte[]> early = new TreeMap<>();
    private int next;
    private @Nullable A total;
    private @Nullable IllegalArgumentException refused;

    Merged(BinaryOperator<A> merge) {
      this.merge = merge;
    }

    @Override
    public synchronized BoxedUnit apply(Object partition, byte[] value) {
      early.put((Integer) partition, value);
      for (byte[] bytes = early.remove(next); bytes != null; bytes = early.remove(next)) {
        next++;
        add(unpacked(bytes));
      }
      return BoxedUnit.UNIT;
    }

    @SuppressWarnings("unchecked") // what the work of this job returned
    private void add(@Nullable Object value) {
      if (value instanceof IllegalArgumentException found) {
        refused = refused == null ? found : refused;
      } else if (value != null && refused == null) {
        A known = total;
        total = known == null ? (A) value : merge.apply(known, (A) value);
      }
    }

    private static @Nullable Object unpacked(byte[] bytes) {
      try (ObjectInputStream in = new OfContext(bytes)) {
        return in.readObject();
      } catch (IOException | ClassNotFoundException e) {
        throw new IllegalStateException("expected what an executor wrote: " + e.getMessage(), e);
      }
    }

    synchronized @Nullable A value() {
      if (refused != null) {
        throw new IllegalArgumentException(refused.getMessage(), refused);
      }
      return total;
    }
  }

  /** Knows classes that were added to the application by {@code spark-submit}. */
  private static final class OfContext extends ObjectInputStream {
    OfContext(byte[] bytes) throws IOException {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return super.resolveClass(description);
      } catch (ClassNotFoundException e) {
        return Class.forName(
            description.getName(), false, Thread.currentThread().getContextClassLoader());
      }
    }
  }
}
