package org.percept4j.examples.gallery;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.percept4j.examples.gallery.Recording.Outcome;
import org.percept4j.sonify.tone.ToneMapping;

/** What several seeds of one training did, in words: ranges over the seeds and what follows. */
final class Happened {

  /** Norms this many times the typical one of the first quarter are no healthy training's. */
  private static final double EXPLOSION_RATIO = 100;

  private final List<Recording> all;
  private final List<Recording> alive;
  private final List<Recording> dead;
  private final List<Recording> notFinite;

  Happened(List<Recording> all) {
    this.all = List.copyOf(all);
    alive = of(Outcome.ALIVE);
    dead = of(Outcome.DEAD);
    notFinite = of(Outcome.NOT_FINITE);
  }

  private List<Recording> of(Outcome outcome) {
    return all.stream().filter(r -> r.outcome() == outcome).toList();
  }

  /** Tells how the seeds ended, and when. */
  String what() {
    List<String> parts = new ArrayList<>();
    if (!alive.isEmpty()) {
      parts.add(
          String.format(
              Locale.ROOT,
              "%s lived to the end: from the first quarter to the last the typical norm went from"
                  + " %s to %s, which is %s times as much",
              count(alive),
              range(alive, r -> quarter(r, 0), Happened::number, "–"),
              range(alive, r -> quarter(r, 3), Happened::number, "–"),
              range(alive, Happened::ratio, Happened::number, " to ")));
    }
    if (!dead.isEmpty()) {
      parts.add(
          String.format(
              "in %s a layer died, its gradient exactly zero to the end, from batch %s on",
              count(dead), range(dead, r -> r.firstDead() + 1, Happened::whole, " to ")));
    }
    if (!notFinite.isEmpty()) {
      parts.add(
          String.format(
              "%s ended in numbers that are none (NaN) or infinite, from batch %s on",
              count(notFinite),
              range(notFinite, r -> r.firstNonFinite() + 1, Happened::whole, " to ")));
    }
    parts.add(
        "the largest norm was " + range(all, Recording::largestFinite, Happened::number, " to "));
    String text = String.join("; ", parts) + ".";
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /** Tells what to conclude from how the seeds ended. */
  String soWhat() {
    int batches = all.get(0).frames().size();
    List<Recording> ranAway = alive.stream().filter(Happened::ranAway).toList();
    if (alive.size() == all.size() && !ranAway.isEmpty()) {
      return String.format(
          "%s ran away, to norms a hundred times those of the beginning and more, though no layer"
              + " died within %d batches: take smaller steps.",
          count(ranAway), batches);
    }
    if (alive.size() == all.size()) {
      double least = alive.stream().mapToDouble(Happened::ratio).min().orElse(Double.NaN);
      return least > 1.1
          ? "Nothing runs away, and the pitch rises with every seed: let it train."
          : "Nothing runs away, whatever the seed: let it train.";
    }
    int last = lost().max().orElse(0);
    String when =
        String.format(
            Locale.ROOT,
            "by batch %d of %d, %.0f s into a recording",
            last + 1,
            batches,
            Math.ceil(seconds(last)));
    return alive.isEmpty()
        ? "No seed is worth waiting for: even the slowest was lost " + when + "."
        : String.format(
            "Whether it lives is chance, %d of %d did; all others were lost %s.",
            alive.size(), all.size(), when);
  }

  private String count(List<Recording> some) {
    return some.size() + " of " + all.size() + " seeds";
  }

  private static double quarter(Recording run, int which) {
    int frames = run.frames().size();
    return run.typicalNorm(which * frames / 4, (which + 1) * frames / 4);
  }

  private static double ratio(Recording run) {
    return quarter(run, 3) / quarter(run, 0);
  }

  private static boolean ranAway(Recording run) {
    return run.largestFinite() > EXPLOSION_RATIO * quarter(run, 0);
  }

  /** First batches, from 0, from which a seed was dead or without numbers. */
  private IntStream lost() {
    return IntStream.concat(
        dead.stream().mapToInt(Recording::firstDead),
        notFinite.stream().mapToInt(Recording::firstNonFinite));
  }

  private double seconds(int batches) {
    int layers = all.get(0).frames().get(0).tracks().size();
    return batches * ToneMapping.perceptual().timing().frameSeconds(layers);
  }

  /** Tells when all trainings that were lost could be heard to be. */
  static String lostByEar(List<Happened> trainings) {
    double[] times =
        trainings.stream()
            .flatMapToDouble(t -> t.lost().mapToDouble(batch -> t.seconds(batch + 1)))
            .sorted()
            .toArray();
    int runs = trainings.stream().mapToInt(t -> t.all.size()).sum();
    if (times.length == 0) {
      return String.format("None of %d trainings was lost.", runs);
    }
    double whole =
        trainings.stream()
            .mapToDouble(t -> t.seconds(t.all.get(0).frames().size()))
            .max()
            .orElse(0);
    return String.format(
        Locale.ROOT,
        "Of %d trainings %d were lost: half of them within the first %.0f s of their recordings,"
            + " the last after %.0f s, and nobody has to wait for the end at %.0f s. Ticking and"
            + " noise tell which way it ended.",
        runs,
        times.length,
        Math.ceil(times[(times.length - 1) / 2]),
        Math.ceil(times[times.length - 1]),
        whole);
  }

  private static String range(
      List<Recording> some,
      ToDoubleFunction<Recording> value,
      DoubleFunction<String> written,
      String between) {
    double[] sorted = some.stream().mapToDouble(value).sorted().toArray();
    String low = written.apply(sorted[0]);
    String high = written.apply(sorted[sorted.length - 1]);
    return low.equals(high) ? low : low + between + high;
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }

  /** Two digits: 0.81, 12, 980, 3.3e28. */
  private static String number(double value) {
    if (value != 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e4)) {
      return String.format(Locale.ROOT, "%.1e", value)
          .replaceAll("e([+-])0*", "e$1")
          .replace("e+", "e");
    }
    return value < 10
        ? String.format(Locale.ROOT, "%.2g", value)
        : new BigDecimal(value).round(new MathContext(2)).toPlainString();
  }
}
