package org.percept4j.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SampleMatrixTest {

  /** As with more floats than a buffer can hold. */
  @Test
  void matricesMayNeedSeveralBuffers() {
    for (int window : new int[] {1, 10, 23, 24, 1000}) {
      INDArray matrix = Nd4j.zeros(DataType.FLOAT, 7, 5);
      SampleMatrix rows = SampleMatrix.of(matrix, window);
      for (int point = 6; point >= 0; point--) {
        rows.put(point, 1, new float[] {-1, point, point + 10, point + 20, -1}, 1, 3);
      }
      for (int point = 0; point < 7; point++) {
        assertThat(matrix.getRow(point).toFloatVector())
            .containsExactly(0, point, point + 10, point + 20, 0);
      }
    }
  }
}
