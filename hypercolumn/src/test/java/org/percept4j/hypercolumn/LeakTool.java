package org.percept4j.hypercolumn;

import java.io.IOException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.NativeGrowth;

/** Prints by how many bytes native memory grew over a thousand images. */
final class LeakTool {

  private LeakTool() {}

  public static void main(String[] args) throws IOException {
    HypercolumnExtractor extractor =
        HypercolumnExtractor.builder(Networks.inPlace()).layers(0, 1, 2).build();
    NativeGrowth.print(() -> run(extractor, 200), () -> run(extractor, 1000));
  }

  /** Every image needs at least 0.17 MB of native memory, for itself and its activations. */
  private static void run(HypercolumnExtractor extractor, int images) {
    for (int i = 0; i < images; i++) {
      INDArray image = Nd4j.valueArrayOf(new long[] {3, 48, 64}, 0.01 * i, DataType.FLOAT);
      extractor.extract(image).meanMap();
    }
  }
}
