package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.Rounding;

/** Parts of an analysis, computed anywhere, give the bits of the whole. */
class ErfSumsTest {

  private static final int SIDE = 11;

  private static MultiLayerNetwork net(int seed) {
    return Nets.chain(DataType.FLOAT, SIDE, 3, 2, Activation.TANH, seed);
  }

  private static ErfAnalyzer.Builder noise() {
    return ErfAnalyzer.builder(net(1))
        .inputSize(SIDE, SIDE)
        .aggregation(Aggregation.RMS, Aggregation.LUO, Aggregation.OPENERF);
  }

  /** As partitions would send it. */
  private static ErfSums sent(ErfSums sums) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sums);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (ErfSums) in.readObject();
    }
  }

  private static ErfSums byGroups(ErfAnalyzer analyzer, int n) throws Exception {
    List<ErfSums> parts = new ArrayList<>();
    for (int g = 0; g < Math.min(n, ErfSums.GROUPS); g++) {
      parts.add(sent(analyzer.sums(SampleRange.group(g, n))));
    }
    Collections.shuffle(parts, new Random(3));
    return parts.stream().reduce(ErfSums::merge).orElseThrow();
  }

  private static void same(ErfAnalyzer analyzer, ErfSums merged) {
    EffectiveReceptiveField whole = analyzer.analyze();
    assertThat(merged).isEqualTo(whole.sums()).hasSameHashCodeAs(whole.sums());
    EffectiveReceptiveField finished = analyzer.finish(merged);
    assertThat(finished.map()).isEqualTo(whole.map());
    assertThat(finished.size()).isEqualTo(whole.size());
    assertThat(finished.warnings()).isEqualTo(whole.warnings());
    assertThat(finished.theory().rows().size()).isEqualTo(whole.theory().rows().size());
    assertThat(finished.info().samples()).isEqualTo(whole.info().samples());
    assertThat(finished.info().draws()).isEqualTo(whole.info().draws());
  }

  @Test
  void groupsOfNoiseMergeToTheSameBits() throws Exception {
    for (int n : new int[] {7, 20, 47}) {
      same(noise().samples(n).build(), byGroups(noise().build(), n));
    }
  }

  @Test
  void groupsOfDrawsMergeToTheSameBits() throws Exception {
    ErfAnalyzer draws =
        ErfAnalyzer.builder(23, ErfSumsTest::net).samples(2).inputSize(SIDE, SIDE).build();
    same(draws, byGroups(draws, 23));
  }

  @Test
  void imagesInPartitionsMergeToTheSameBits() {
    double[] values = new Random(1).doubles(25L * 2 * SIDE * SIDE).toArray();
    INDArray images =
        Nd4j.create(values, new long[] {25, 2, SIDE, SIDE}, 'c').castTo(DataType.FLOAT);
    ErfAnalyzer whole = ErfAnalyzer.builder(net(1)).inputs(images).build();
    ErfSums merged = null;
    for (int p = 0; p < ErfSums.GROUPS; p++) {
      INDArray part = p < 5 ? Nd4j.concat(0, one(images, p), one(images, p + 20)) : one(images, p);
      ErfSums sums =
          ErfAnalyzer.builder(net(1))
              .inputs(part)
              .numbered(p, ErfSums.GROUPS)
              .build()
              .sums(SampleRange.of(0, part.size(0)));
      merged = merged == null ? sums : merged.merge(sums);
    }
    same(whole, merged);
  }

  private static INDArray one(INDArray images, int index) {
    return images.slice(index).reshape(1, 2, SIDE, SIDE).dup('c');
  }

  @Test
  void samplesDoNotDependOnTheRangeTheyAreComputedIn() {
    ErfSums together = noise().batch(1).build().sums(SampleRange.of(40, 44));
    ErfSums apart = noise().batch(1).build().sums(SampleRange.of(40, 41));
    for (int i = 41; i < 44; i++) {
      apart = apart.merge(noise().batch(1).build().sums(SampleRange.of(i, i + 1)));
    }
    assertThat(apart.samples()).isEqualTo(4);
    assertThat(apart.groups()).isEqualTo(4);
    assertThat(apart).isEqualTo(together);
  }

  @Test
  void oneRunAnswersForSeveralAggregations() {
    EffectiveReceptiveField rms = noise().samples(20).build().analyze();
    EffectiveReceptiveField luo =
        ErfAnalyzer.builder(net(1)).inputSize(SIDE, SIDE).samples(20).build().analyze();
    assertThat(rms.with(Aggregation.LUO).map()).isEqualTo(luo.map());
    assertThat(rms.with(Aggregation.LUO).size()).isEqualTo(luo.size());
    double square = Math.pow(rms.map().get(5, 5), 2);
    assertThat(rms.with(Aggregation.MEAN_SQUARE).map().get(5, 5))
        .isEqualTo(square, within(Rounding.inDouble(3) * square));
    assertThatThrownBy(() -> luo.with(Aggregation.RMS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected one of [SIGNED]");
    assertThatThrownBy(() -> luo.with(Aggregation.REPLKNET)).hasMessageContaining("same value");
  }

  @Test
  void sumsOfOtherAnalysesAreRefused() {
    ErfSums sums = noise().build().sums(SampleRange.of(0, 2));
    ErfSums luo =
        ErfAnalyzer.builder(net(1)).inputSize(SIDE, SIDE).build().sums(SampleRange.of(0, 2));
    assertThatThrownBy(() -> sums.merge(luo))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected sums like");
    assertThatThrownBy(() -> SampleRange.of(3, 3)).hasMessageContaining("end: expected above 3");
    ErfAnalyzer draws = ErfAnalyzer.builder(3, ErfSumsTest::net).inputSize(SIDE, SIDE).build();
    assertThatThrownBy(() -> draws.sums(SampleRange.of(0, 4))).hasMessageContaining("below 3");
  }
}
