package org.percept4j.erf;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.Measure;

/**
 * Accumulates what an analysis has measured: for each of twenty groups of samples the number of
 * samples and the sums of their gradients, of one or several kinds (g, |g|, g², positive parts).
 * Sums of different samples can be merged, wherever they were computed; any measure of the mean map
 * is then known with its standard error. Memory does not grow with the number of samples.
 *
 * <p>Merging gives the same bits in any order as long as each group's samples were added up in one
 * place, {@link SampleRange#group}, or are merged in the same order. Plain arrays, to be written by
 * any serialiser; the serial version changes with the content. To the user immutable and
 * thread-safe.
 *
 * @serial exclude
 */
public final class ErfSums implements Serializable {

  /** Number of groups; samples that depend on each other belong to the same group. */
  public static final int GROUPS = HalfSamples.GROUPS;

  /**
   * As a share of all groups: of units that are dead for most samples ± 2 standard errors of twenty
   * held the truth in 92 % where the map rests on seven or more.
   */
  private static final double MIN_SHARE_OF_GROUPS = 0.35;

  /** From here on ± 2 standard errors of 20 samples were seen to hold the truth too seldom. */
  private static final double NOISE = 0.4;

  @Serial private static final long serialVersionUID = 1L;

  private final int rows;
  private final int columns;
  private final int channels;
  private final double centreRow;
  private final double centreColumn;

  /** Names rather than constants, so that any serialiser can write them. */
  private final String[] terms;

  private final long[] counts = new long[GROUPS];
  private final double @Nullable [][] sums;
  private String[] findings = {};

  ErfSums(
      int rows,
      int columns,
      int channels,
      double centreRow,
      double centreColumn,
      Set<Term> summed) {
    this.rows = rows;
    this.columns = columns;
    this.channels = channels;
    this.centreRow = centreRow;
    this.centreColumn = centreColumn;
    this.terms = summed.stream().map(Term::name).toArray(String[]::new);
    this.sums = new double[terms.length * GROUPS][];
  }

  /** Adds one sample. For the run that owns this object. */
  void add(long number, List<double[]> byTerm) {
    int group = Math.floorMod(number, GROUPS);
    for (int t = 0; t < terms.length; t++) {
      double[] into = sums[t * GROUPS + group];
      if (into == null) {
        sums[t * GROUPS + group] = byTerm.get(t).clone();
      } else {
        addTo(into, byTerm.get(t));
      }
    }
    counts[group]++;
  }

  /** Remembers what was noticed while sampling. */
  void note(Warning warning) {
    Set<String> all = new TreeSet<>(Arrays.asList(findings));
    all.add(warning.name());
    findings = all.toArray(String[]::new);
  }

  private static void addTo(double[] into, double... values) {
    for (int i = 0; i < into.length; i++) {
      into[i] += values[i];
    }
  }

  /**
   * Returns the sums of both: group by group, these first.
   *
   * @param other sums of other samples of the same analysis. Not modified.
   * @return new sums
   * @throws IllegalArgumentException if they are of another size, place or kind
   */
  public ErfSums merge(ErfSums other) {
    if (!isLike(other)) {
      throw new IllegalArgumentException("other: expected sums like " + this + ", got " + other);
    }
    ErfSums merged = new ErfSums(rows, columns, channels, centreRow, centreColumn, terms());
    for (int i = 0; i < sums.length; i++) {
      double[] mine = sums[i];
      double[] others = other.sums[i];
      if (mine != null && others != null) {
        double[] both = mine.clone();
        addTo(both, others);
        merged.sums[i] = both;
      } else {
        double[] only = mine == null ? others : mine;
        merged.sums[i] = only == null ? null : only.clone();
      }
    }
    Arrays.setAll(merged.counts, g -> counts[g] + other.counts[g]);
    Set<String> noted = new TreeSet<>(Arrays.asList(findings));
    noted.addAll(Arrays.asList(other.findings));
    merged.findings = noted.toArray(String[]::new);
    return merged;
  }

  private boolean isLike(ErfSums other) {
    return rows == other.rows
        && columns == other.columns
        && channels == other.channels
        && Double.compare(centreRow, other.centreRow) == 0
        && Double.compare(centreColumn, other.centreColumn) == 0
        && Arrays.equals(terms, other.terms);
  }

  /**
   * Returns the finished map of the mean over all samples.
   *
   * @param aggregation how gradients become a map
   * @return the map
   * @throws IllegalArgumentException if what the aggregation needs was not summed
   * @throws IllegalStateException if there are no samples
   */
  public ErfMap finish(Aggregation aggregation) {
    return aggregation.finish(mean(aggregation));
  }

  /** The mean before it is finished. */
  ErfMap mean(Aggregation aggregation) {
    if (samples() == 0) {
      throw new IllegalStateException("samples: expected at least one, got none");
    }
    boolean[] all = new boolean[GROUPS];
    Arrays.fill(all, true);
    return mean(aggregation, all);
  }

  private ErfMap mean(Aggregation aggregation, boolean... groups) {
    int term = term(aggregation);
    double[] mean = new double[rows * columns];
    for (int g = 0; g < GROUPS; g++) {
      double[] sum = sums[term * GROUPS + g];
      if (groups[g] && sum != null) {
        addTo(mean, sum);
      }
    }
    double scale = 1 / (HalfSamples.count(counts, groups) * aggregation.values(channels));
    for (int i = 0; i < mean.length; i++) {
      mean[i] *= scale;
    }
    return ErfMap.of(rows, columns, mean, centreRow, centreColumn);
  }

  /**
   * Estimates a measure of the mean map.
   *
   * @param aggregation how gradients become a map
   * @param measure the measure
   * @return its value with its standard error
   * @throws IllegalArgumentException if what the aggregation needs was not summed
   * @throws IllegalStateException if there are no samples
   */
  public Estimate estimate(Aggregation aggregation, Measure measure) {
    ErfMap whole = finish(aggregation);
    return HalfSamples.estimate(
        counts,
        measure.of(whole),
        measure.resolution(whole),
        half -> measure.of(aggregation.finish(mean(aggregation, half))));
  }

  /**
   * Whether a signed mean is lost in noise, where no error bar tells how far sizes are off: |m + ε|
   * is larger than |m| on average by what does not fall as 1/n. Magnitudes and squares have no such
   * bias.
   */
  boolean isNoisy(Aggregation aggregation) {
    return aggregation.term() == Term.SIGNED && noise(aggregation) > NOISE;
  }

  /**
   * Returns how much of the mean map may be noise of sampling: the standard errors of all pixels
   * over all magnitudes, by the groups' means.
   *
   * @return Σ standard error / Σ |mean|; NaN with fewer than two groups or a zero map
   */
  double noise(Aggregation aggregation) {
    double n = samples();
    ErfMap mean = mean(aggregation);
    double[] squares = new double[rows * columns];
    int term = term(aggregation);
    double values = aggregation.values(channels);
    for (int g = 0; g < GROUPS; g++) {
      double[] sum = sums[term * GROUPS + g];
      for (int i = 0; sum != null && i < squares.length; i++) {
        double beside = sum[i] / values - counts[g] * mean.get(i / columns, i % columns);
        squares[i] += beside * beside;
      }
    }
    // Σ_g (S_g − c_g·m)² has the expectation σ²·(n − Σc²/n), and the mean's variance is σ²/n.
    double scale = n * n - Arrays.stream(counts).mapToDouble(c -> (double) c * c).sum();
    double errors = Arrays.stream(squares).map(s -> Math.sqrt(s / scale)).sum();
    return groups() < 2 ? Double.NaN : errors / mean.mass();
  }

  /** Whether a few of the groups make up the map, so that error bars say too little. */
  boolean isSparse(Aggregation aggregation) {
    return effectiveGroups(aggregation) < MIN_SHARE_OF_GROUPS * groups();
  }

  /**
   * Returns how many groups the map rests on: (Σm)²/Σm² of the magnitudes that the groups add to
   * it, the number of groups where all add the same and fewer where a few add most.
   *
   * @return 1 to {@link #groups}; NaN of a zero map
   */
  double effectiveGroups(Aggregation aggregation) {
    int term = term(aggregation);
    double total = 0;
    double squares = 0;
    for (int g = 0; g < GROUPS; g++) {
      double[] sum = sums[term * GROUPS + g];
      double mass = sum == null ? 0 : Arrays.stream(sum).map(Math::abs).sum();
      total += mass;
      squares += mass * mass;
    }
    return total * total / squares;
  }

  private int term(Aggregation aggregation) {
    int term = Arrays.asList(terms).indexOf(aggregation.term().name());
    if (term < 0) {
      throw new IllegalArgumentException(
          "aggregation: expected one of " + Arrays.toString(terms) + ", got " + aggregation);
    }
    return term;
  }

  /**
   * Returns the standard error of every pixel of the finished map.
   *
   * @param aggregation how gradients become a map
   * @return a map of standard errors; NaN with fewer than two groups in use
   * @throws IllegalArgumentException if what the aggregation needs was not summed
   * @throws IllegalStateException if there are no samples
   */
  public ErfMap standardErrors(Aggregation aggregation) {
    double n = samples();
    double[] squares = new double[rows * columns];
    for (boolean[] half : HalfSamples.rows()) {
      boolean[] rest = HalfSamples.complement(half);
      double inHalf = HalfSamples.count(counts, half);
      if (inHalf == 0 || inHalf == n) {
        continue;
      }
      double[] one = aggregation.finish(mean(aggregation, half)).toArray();
      double[] other = aggregation.finish(mean(aggregation, rest)).toArray();
      double weight = 2 * inHalf * (n - inHalf) / n;
      for (int i = 0; i < squares.length; i++) {
        double difference = weight * (one[i] - other[i]);
        squares[i] += difference * difference;
      }
    }
    double scale = HalfSamples.scale(counts);
    double widening = groups() < 2 ? Double.NaN : HalfSamples.widening(groups());
    return finish(aggregation).withValues(i -> widening * Math.sqrt(squares[i] / scale));
  }

  /**
   * Counts the samples.
   *
   * @return the count, over all groups
   */
  public long samples() {
    return Arrays.stream(counts).sum();
  }

  /**
   * Counts the groups that have samples.
   *
   * @return 0 to {@link #GROUPS}
   */
  public int groups() {
    return (int) Arrays.stream(counts).filter(c -> c > 0).count();
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  private Set<Term> terms() {
    Set<Term> set = EnumSet.noneOf(Term.class);
    for (String term : terms) {
      set.add(Term.valueOf(term));
    }
    return set;
  }

  /** What was noticed while sampling. */
  Set<Warning> findings() {
    Set<Warning> set = EnumSet.noneOf(Warning.class);
    for (String finding : findings) {
      set.add(Warning.valueOf(finding));
    }
    return set;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ErfSums that
        && isLike(that)
        && Arrays.equals(counts, that.counts)
        && Arrays.equals(findings, that.findings)
        && Arrays.deepEquals(sums, that.sums);
  }

  @Override
  public int hashCode() {
    return Objects.hash(rows, columns, Arrays.hashCode(counts), Arrays.deepHashCode(sums));
  }

  @Override
  public String toString() {
    return String.format(
        "ErfSums of %d samples in %d groups, %dx%d pixels, %s",
        samples(), groups(), rows, columns, Arrays.toString(terms));
  }
}
