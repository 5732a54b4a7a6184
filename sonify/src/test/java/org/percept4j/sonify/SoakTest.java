package org.percept4j.sonify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;

/** A long training: {@code -Dtest=SoakTest -Dpercept4j.soak=100000}. */
@EnabledIfSystemProperty(named = "percept4j.soak", matches = "\\d+")
class SoakTest {

  private static final long MEGABYTE = 1 << 20;

  @TempDir private Path dir;

  /** Memory in MB. */
  private record Used(long heap, long nativeArrays, long process) {

    static Used now() {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      return new Used(
          (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE,
          Pointer.totalBytes() / MEGABYTE,
          Pointer.physicalBytes() / MEGABYTE);
    }
  }

  @Test
  void memoryStaysFlat() throws Exception {
    int iterations = Integer.getInteger("percept4j.soak");
    MultiLayerNetwork net = Networks.sequential();
    DataSet data = Networks.data(6, 1);
    List<Used> used = new ArrayList<>();
    try (GradientSonifier sonifier =
        GradientSonifier.builder()
            .wav(dir.resolve("soak.wav"))
            .log(dir.resolve("soak.jsonl"))
            .midi(dir.resolve("soak.mid"))
            .build()) {
      net.setListeners(sonifier);
      for (int i = 0; i < iterations; i++) {
        net.fit(data);
        if (i % (iterations / 10) == iterations / 10 - 1) {
          used.add(Used.now());
          System.out.println(
              "soak: after " + (i + 1) + " iterations, MB: " + used.get(used.size() - 1));
        }
      }
      assertThat(sonifier.counts().frames()).isEqualTo(iterations);
      System.out.println("soak: " + sonifier.counts().dropped() + " frames dropped");
    }
    Used early = used.get(1);
    Used late = used.get(used.size() - 1);
    assertThat(late.heap()).isLessThan(early.heap() + 20);
    assertThat(late.nativeArrays()).isLessThan(early.nativeArrays() + 5);
  }
}
