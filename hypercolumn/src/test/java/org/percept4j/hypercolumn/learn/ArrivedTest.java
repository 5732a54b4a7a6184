package org.percept4j.hypercolumn.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.FeatureMaps;
import org.percept4j.hypercolumn.Hypercolumns;

class ArrivedTest {

  @SuppressWarnings("unchecked")
  private static <T> T sent(T value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }

  private static Hypercolumns columns() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[3 * 4 * 5];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return Hypercolumns.of(
        List.of(FeatureMaps.of("layer", 3, 4, 5, values)), 8, 10, Convention.HALF_PIXEL);
  }

  @Test
  void copiesOfOnePassFindWhatThoseOfTheLastKept() throws Exception {
    Distances distances = new Distances(new float[3]);
    ImageTotals totals = new ImageTotals(new float[3]);
    Distances first = sent(distances);
    assertThat(sent(distances)).isSameAs(first).isNotSameAs(sent(new Distances(new float[3])));
    ImageTotals there = sent(totals);
    assertThat(sent(totals).of(0, columns())).isSameAs(there.of(0, columns()));
  }

  @Test
  void keptProductsHaveTheBitsOfFreshOnes() throws Exception {
    double[][] vectors = {{0.1, 0.2, 0.3}, {0.9, 0.5, 0.1}, {0.4, 0.4, 0.8}};
    Distances distances = new Distances(new float[] {0.3f, 0.5f, 0.7f});
    float[] grown = {};
    for (int j = 1; j <= 3; j++) {
      grown = sent(distances).toNearest(0, 0, columns(), java.util.Arrays.copyOf(vectors, j));
    }
    assertThat(grown).isEqualTo(distances.toNearest(0, 0, columns(), vectors));
    // A task that is tried again asks for fewer than are kept.
    assertThat(sent(distances).toNearest(0, 0, columns(), new double[][] {vectors[0]}))
        .isEqualTo(
            new Distances(new float[] {0.3f, 0.5f, 0.7f})
                .toNearest(0, 0, columns(), new double[][] {vectors[0]}));
  }

  @Test
  void onlyTheLatestAreHeld() throws Exception {
    Distances distances = new Distances(new float[3]);
    Distances first = sent(distances);
    for (int i = 0; i < 4; i++) {
      sent(new Distances(new float[3]));
    }
    assertThat(sent(distances)).isNotSameAs(first);
  }
}
