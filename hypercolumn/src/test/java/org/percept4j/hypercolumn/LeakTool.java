package org.percept4j.hypercolumn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Run in a virtual machine of its own, with a heap that is resident from the start: prints by how
 * many bytes native memory grew over a thousand images, by JavaCPP's count and by the system's.
 */
final class LeakTool {

  private LeakTool() {}

  public static void main(String[] args) throws IOException {
    HypercolumnExtractor extractor = HypercolumnExtractor.of(Networks.inPlace(), 0, 1, 2);
    run(extractor, 200);
    long counted = counted();
    long resident = resident();
    run(extractor, 1000);
    System.out.println("grown " + (counted() - counted) + " " + (resident() - resident));
  }

  /** Every image needs at least 0.17 MB of native memory, for itself and its activations. */
  private static void run(HypercolumnExtractor extractor, int images) {
    for (int i = 0; i < images; i++) {
      INDArray image = Nd4j.valueArrayOf(new long[] {3, 48, 64}, 0.01 * i, DataType.FLOAT);
      extractor.extract(image).meanMap();
    }
  }

  private static long counted() {
    for (int i = 0; i < 5; i++) {
      System.gc();
      Pointer.deallocateReferences();
    }
    return Pointer.totalBytes();
  }

  private static long resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
