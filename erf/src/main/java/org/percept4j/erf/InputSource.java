package org.percept4j.erf;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Where samples come from, in order. One use. */
interface InputSource {

  /** At most {@code most} samples, one array per network input; null when there are no more. */
  INDArray @Nullable [] next(int most);

  /** Standard normal noise; sample i is the same whatever the batch size. */
  static InputSource noise(InputLayout layout, DataType type, long seed) {
    return new InputSource() {
      private int drawn;

      @Override
      public INDArray[] next(int most) {
        int values = layout.rows() * layout.columns() * layout.channels();
        double[] noise = new double[Math.multiplyExact(most, values)];
        for (int s = 0; s < most; s++) {
          SplittableRandom random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * ++drawn);
          for (int i = 0; i < values; i++) {
            noise[s * values + i] = random.nextGaussian();
          }
        }
        return new INDArray[] {array(noise, type, layout.shape(most))};
      }
    };
  }

  private static INDArray array(double[] values, DataType type, long... shape) {
    if (type != DataType.FLOAT) {
      return Nd4j.create(values, shape, 'c').castTo(type);
    }
    // a native operation would take longer than all the rest
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Nd4j.create(floats, shape, 'c');
  }

  /** Given arrays, once through. */
  static InputSource arrays(INDArray... arrays) {
    return new InputSource() {
      private long at;

      @Override
      public INDArray @Nullable [] next(int most) {
        long end = Math.min(arrays[0].size(0), at + most);
        if (end == at) {
          return null;
        }
        long begin = at;
        at = end;
        return Arrays.stream(arrays).map(a -> part(a, begin, end)).toArray(INDArray[]::new);
      }
    };
  }

  /** The features of an iterator, from its beginning. */
  static InputSource iterator(DataSetIterator iterator) {
    if (iterator.resetSupported()) {
      iterator.reset();
    }
    return new InputSource() {
      @Override
      public INDArray @Nullable [] next(int most) {
        if (!iterator.hasNext()) {
          return null;
        }
        INDArray features = iterator.next().getFeatures();
        return new INDArray[] {part(features, 0, Math.min(most, features.size(0)))};
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
