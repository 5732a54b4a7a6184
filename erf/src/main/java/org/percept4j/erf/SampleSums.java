package org.percept4j.erf;

/**
 * Adds up samples somewhere, such as on other machines.
 *
 * <p>If each group's samples are added up in one place, {@link #analyze} gives bit for bit what
 * {@link ErfAnalyzer#analyze()} gives.
 */
@FunctionalInterface
public interface SampleSums {

  /**
   * Adds up samples.
   *
   * @param range numbers of samples, or of draws where networks are drawn
   * @return what {@link ErfAnalyzer#sums} of the range gives, or of as many of its samples as there
   *     are
   */
  ErfSums of(SampleRange range);

  /**
   * Measures a field with the samples that are added up here: as many as the analyzer is set to, in
   * rounds if it stops by precision.
   *
   * @param analyzer what {@link ErfAnalyzer.Builder#build} made, of the settings that the samples
   *     are taken with
   * @return the result, which owns its memory
   * @throws IllegalArgumentException as {@link ErfAnalyzer#analyze()}, or for another analyzer
   * @throws IllegalStateException as {@link ErfAnalyzer#analyze()}
   */
  default EffectiveReceptiveField analyze(ErfAnalyzer analyzer) {
    if (analyzer instanceof SampledAnalyzer sampled) {
      return sampled.analyze(this);
    }
    throw new IllegalArgumentException(
        "analyzer: expected one that ErfAnalyzer's builder made, got " + analyzer);
  }
}
