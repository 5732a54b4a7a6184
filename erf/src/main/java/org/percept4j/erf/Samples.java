package org.percept4j.erf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.Seeds;
import org.percept4j.core.internal.Floats;

/** Where samples come from. */
interface Samples {

  /**
   * The samples of some numbers, one array per network input; null if there are none of them. Only
   * the last numbers may be missing.
   *
   * @param numbers ascending
   */
  INDArray @Nullable [] take(long... numbers);

  /** Standard normal noise; a sample depends on the seed, the draw and its number alone. */
  static Samples noise(InputLayout layout, DataType type, long seed, long draw) {
    int values = layout.values();
    return numbers -> {
      double[] noise = new double[Math.multiplyExact(numbers.length, values)];
      for (int s = 0; s < numbers.length; s++) {
        SplittableRandom random = new SplittableRandom(Seeds.of(seed, draw, numbers[s]));
        for (int i = 0; i < values; i++) {
          noise[s * values + i] = random.nextGaussian();
        }
      }
      return new INDArray[] {Floats.array(noise, type, layout.shape(numbers.length))};
    };
  }

  /** Given arrays. */
  static Samples arrays(List<INDArray> arrays) {
    long size = arrays.get(0).size(0);
    return numbers -> {
      long[] there = Arrays.stream(numbers).filter(n -> n < size).toArray();
      if (there.length == 0) {
        return null;
      }
      return arrays.stream().map(a -> rows(a, there)).toArray(INDArray[]::new);
    };
  }

  private static INDArray rows(INDArray array, long... numbers) {
    int last = numbers.length - 1;
    if (numbers[last] - numbers[0] == last) {
      return part(array, numbers[0], numbers[last] + 1);
    }
    INDArray[] rows =
        Arrays.stream(numbers).mapToObj(n -> part(array, n, n + 1)).toArray(INDArray[]::new);
    return Nd4j.concat(0, rows);
  }

  /** The features of an iterator, all of them from its beginning, in order, once. */
  static Samples iterator(DataSetIterator iterator) {
    if (iterator.resetSupported()) {
      iterator.reset();
    }
    return new Samples() {
      private @Nullable INDArray current;
      private long at;

      @Override
      public INDArray @Nullable [] take(long... numbers) {
        List<INDArray> parts = new ArrayList<>();
        long missing = numbers.length;
        while (missing > 0) {
          INDArray from = current;
          if (from == null || at == from.size(0)) {
            if (!iterator.hasNext()) {
              break;
            }
            from = iterator.next().getFeatures();
            current = from;
            at = 0;
          }
          long end = Math.min(from.size(0), at + missing);
          parts.add(part(from, at, end));
          missing -= end - at;
          at = end;
        }
        if (parts.isEmpty()) {
          return null;
        }
        return new INDArray[] {
          parts.size() == 1 ? parts.get(0) : Nd4j.concat(0, parts.toArray(INDArray[]::new))
        };
      }
    };
  }

  private static INDArray part(INDArray array, long begin, long end) {
    INDArrayIndex[] all = new INDArrayIndex[array.rank()];
    Arrays.fill(all, NDArrayIndex.all());
    all[0] = NDArrayIndex.interval(begin, end);
    return array.get(all).dup('c');
  }
}
