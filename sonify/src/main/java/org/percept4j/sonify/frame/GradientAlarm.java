package org.percept4j.sonify.frame;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * Watches frames for gradients that vanish, explode, die or stop being numbers.
 *
 * <p>There is one event when a condition begins and one when it is over, for each track and each of
 * the networks that are trained in parallel. A condition begins after it held for {@link
 * Builder#patience} frames in a row, and is over after it was absent, by a safety factor, for as
 * many. At once are told: {@link Kind#NON_FINITE}; {@link Kind#EXPLODING} at {@value
 * #FAR_ABOVE_THRESHOLD} times the threshold, above it at {@value #LEAP_RATIO} times what is usual,
 * or above a tenth of it at {@value #JUMP_RATIO} times; {@link Kind#DEAD} in all tracks that are
 * zero where one of them explodes, is not finite, or was above {@value #WILD_RATIO} times what is
 * usual within the patience: a layer that was thrown to exactly zero does not come back. Usual is
 * the geometric mean of a track's norms, of which the recent ones weigh most (halved every 7
 * frames); an explosion is measured against it once there are {@value #MIN_NORMS_KNOWN}. Not
 * thread-safe.
 */
public final class GradientAlarm {

  private static final double FAR_ABOVE_THRESHOLD = 100;
  private static final double JUMP_RATIO = 1000;
  private static final double LEAP_RATIO = 100;
  private static final double WILD_RATIO = 30;
  private static final double FLOOR_SHARE = 0.1;

  /** The least weight of the newest norm in the geometric mean. */
  private static final double MIN_NEWEST_WEIGHT = 0.1;

  /** How many norms of a track must have been seen before a jump means anything. */
  private static final int MIN_NORMS_KNOWN = 3;

  /** Kinds of trouble. */
  public enum Kind {
    /** NaN or infinite. */
    NON_FINITE,
    /** Above the upper threshold. */
    EXPLODING,
    /** Below the lower threshold, but not zero. */
    VANISHING,
    /** Exactly zero. */
    DEAD,
    /** Norms grow or shrink too fast from layer to layer, by regression of log₁₀(norm) on depth. */
    STEEP
  }

  /**
   * One alarm raised or cleared.
   *
   * @param kind what is wrong
   * @param raised true when it begins, false when it is over
   * @param iteration the frame's iteration
   * @param track which layer; for {@link Kind#STEEP} the layer with the smallest norm
   * @param value the norm, or the slope in decades a layer for {@link Kind#STEEP}
   */
  public record Event(
      Kind kind, boolean raised, long iteration, GradientTrack track, double value) {
    @Override
    public String toString() {
      String what = kind == Kind.STEEP ? "slope " + value + " decades a layer" : "norm " + value;
      return String.format(
          "%s %s in %s at iteration %d: %s",
          kind, raised ? "raised" : "cleared", track.name(), iteration, what);
    }
  }

  private final double explodingAbove;
  private final double vanishingBelow;
  private final double steepAbove;
  private final double margin;
  private final int patience;
  private final Map<List<Object>, Streaks> streaks = new HashMap<>();
  private final Map<Integer, Streak> slopes = new HashMap<>();

  private GradientAlarm(Builder b) {
    explodingAbove = b.explodingAbove;
    vanishingBelow = b.vanishingBelow;
    steepAbove = b.steepAbove;
    margin = b.margin;
    patience = b.patience;
  }

  /**
   * Returns an alarm with the default thresholds.
   *
   * @return a new alarm
   */
  public static GradientAlarm standard() {
    return builder().build();
  }

  /**
   * Returns a builder with the default thresholds.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a builder with these thresholds, for an alarm that has seen nothing yet.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return new Builder()
        .explodingAbove(explodingAbove)
        .vanishingBelow(vanishingBelow)
        .steepAbove(steepAbove)
        .margin(margin)
        .patience(patience);
  }

  /**
   * Looks at one frame.
   *
   * @param frame the next frame
   * @return what was raised or cleared, often nothing
   */
  public List<Event> observe(GradientFrame frame) {
    List<Event> events = new ArrayList<>();
    int tracks = frame.tracks().size();
    boolean thrown = IntStream.range(0, tracks).anyMatch(t -> isThrownToZero(frame, t));
    for (int t = 0; t < tracks; t++) {
      if (!frame.tracks().get(t).frozen()) {
        observe(events, frame, t, thrown);
      }
    }
    slope(events, frame);
    return events;
  }

  private Streaks track(GradientFrame frame, int t) {
    return streaks.computeIfAbsent(
        List.of(frame.worker(), frame.tracks().get(t)), key -> new Streaks());
  }

  private boolean isThrownToZero(GradientFrame frame, int t) {
    Streaks track = track(frame, t);
    boolean wild = track.calmFor < patience || track.isRaised(Kind.EXPLODING);
    return frame.norm(t) == 0 && (wild || track.isRaised(Kind.NON_FINITE));
  }

  private void observe(List<Event> events, GradientFrame frame, int t, boolean thrown) {
    double norm = frame.norm(t);
    boolean finite = Double.isFinite(norm);
    Streaks track = track(frame, t);
    boolean jump = track.jumpsTo(norm, explodingAbove);
    note(events, frame, t, track.of(Kind.NON_FINITE), !finite, finite, 1);
    note(
        events,
        frame,
        t,
        track.of(Kind.EXPLODING),
        finite && (norm > explodingAbove || jump),
        norm > 0 && norm < explodingAbove * (track.jumped ? FLOOR_SHARE : 1) / margin,
        jump || norm > FAR_ABOVE_THRESHOLD * explodingAbove ? 1 : patience);
    note(
        events,
        frame,
        t,
        track.of(Kind.VANISHING),
        norm > 0 && norm < vanishingBelow,
        norm > vanishingBelow * margin,
        patience);
    note(events, frame, t, track.of(Kind.DEAD), norm == 0, norm != 0, thrown ? 1 : patience);
    track.jumped = track.isRaised(Kind.EXPLODING) && (jump || track.jumped);
    track.remember(norm);
  }

  private void slope(List<Event> events, GradientFrame frame) {
    SimpleRegression regression = new SimpleRegression();
    int smallest = -1;
    for (int t = 0; t < frame.tracks().size(); t++) {
      double norm = frame.norm(t);
      if (!frame.tracks().get(t).frozen() && norm > 0 && Double.isFinite(norm)) {
        regression.addData((double) regression.getN(), Math.log10(norm));
        if (smallest < 0 || norm < frame.norm(smallest)) {
          smallest = t;
        }
      }
    }
    if (regression.getN() >= 3) {
      double slope = Math.abs(regression.getSlope());
      Streak streak = slopes.computeIfAbsent(frame.worker(), worker -> new Streak(Kind.STEEP));
      boolean changed = streak.step(slope > steepAbove, slope < steepAbove / margin, patience);
      if (changed) {
        GradientTrack track = frame.tracks().get(smallest);
        events.add(
            new Event(Kind.STEEP, streak.raised, frame.iteration(), track, regression.getSlope()));
      }
    }
  }

  private static void note(
      List<Event> events,
      GradientFrame frame,
      int t,
      Streak streak,
      boolean bad,
      boolean good,
      int frames) {
    if (streak.step(bad, good, frames)) {
      GradientTrack track = frame.tracks().get(t);
      events.add(new Event(streak.kind, streak.raised, frame.iteration(), track, frame.norm(t)));
    }
  }

  /** How long a condition has held, and whether its alarm is on. */
  private static final class Streak {
    private final Kind kind;
    private boolean raised;
    private int count;

    Streak(Kind kind) {
      this.kind = kind;
    }

    /** Tells whether the alarm's state changed. */
    boolean step(boolean bad, boolean good, int frames) {
      count = (raised ? good : bad) ? count + 1 : 0;
      if (count < frames) {
        return false;
      }
      raised = !raised;
      count = 0;
      return true;
    }
  }

  /** The conditions of one track, and what its norms usually are. */
  private static final class Streaks {
    private final Map<Kind, Streak> kinds = new EnumMap<>(Kind.class);
    private double usualLog;
    private int seen;
    private int calmFor = Integer.MAX_VALUE;
    private boolean jumped;

    Streak of(Kind kind) {
      return kinds.computeIfAbsent(kind, Streak::new);
    }

    boolean jumpsTo(double norm, double threshold) {
      return seen >= MIN_NORMS_KNOWN
          && ((norm > threshold && isAbove(norm, LEAP_RATIO))
              || (norm > FLOOR_SHARE * threshold && isAbove(norm, JUMP_RATIO)));
    }

    private boolean isAbove(double norm, double times) {
      return Math.log(norm) - usualLog > Math.log(times);
    }

    private boolean isRaised(Kind kind) {
      return of(kind).raised;
    }

    /** Norms of an explosion are not what the next one is compared with. */
    void remember(double norm) {
      calmFor =
          seen > 1 && isAbove(norm, WILD_RATIO)
              ? 0
              : calmFor + (calmFor < Integer.MAX_VALUE ? 1 : 0);
      if (norm > 0 && Double.isFinite(norm) && !isRaised(Kind.EXPLODING)) {
        seen++;
        usualLog += (Math.log(norm) - usualLog) * Math.max(MIN_NEWEST_WEIGHT, 1.0 / seen);
      }
    }
  }

  /** Thresholds of a {@link GradientAlarm}. */
  public static final class Builder {
    private double explodingAbove = 1e3;
    private double vanishingBelow = 1e-7;
    private double steepAbove = 1;
    private double margin = 3;
    private int patience = 10;

    private Builder() {}

    /**
     * Sets the norm above which a gradient explodes.
     *
     * @param norm more than the vanishing threshold; 1e3 by default
     * @return this builder
     */
    public Builder explodingAbove(double norm) {
      explodingAbove = norm;
      return this;
    }

    /**
     * Sets the norm below which a gradient vanishes.
     *
     * @param norm at least 0, less than the exploding threshold; 1e-7 by default
     * @return this builder
     */
    public Builder vanishingBelow(double norm) {
      vanishingBelow = norm;
      return this;
    }

    /**
     * Sets the slope over depth above which norms change too fast, either way.
     *
     * @param decadesPerLayer positive; 1 by default
     * @return this builder
     */
    public Builder steepAbove(double decadesPerLayer) {
      steepAbove = decadesPerLayer;
      return this;
    }

    /**
     * Sets the hysteresis: by which factor a norm must be back inside before an alarm is cleared.
     *
     * @param factor at least 1; 3 by default
     * @return this builder
     */
    public Builder margin(double factor) {
      margin = factor;
      return this;
    }

    /**
     * Sets how many frames in a row a condition must hold before an alarm is raised or cleared.
     *
     * @param frames at least 1; 10 by default
     * @return this builder
     */
    public Builder patience(int frames) {
      patience = frames;
      return this;
    }

    /**
     * Builds the alarm.
     *
     * @return a new alarm
     * @throws IllegalArgumentException if a threshold is out of range or two do not fit
     */
    public GradientAlarm build() {
      if (!(vanishingBelow >= 0 && vanishingBelow < Double.POSITIVE_INFINITY)) {
        throw bad("vanishingBelow", "at least 0, finite", vanishingBelow);
      }
      if (!(explodingAbove > vanishingBelow) || Double.isInfinite(explodingAbove)) {
        throw bad("explodingAbove", "more than vanishingBelow " + vanishingBelow, explodingAbove);
      }
      if (!(steepAbove > 0)) {
        throw bad("steepAbove", "more than 0", steepAbove);
      }
      if (!(margin >= 1) || Double.isInfinite(margin)) {
        throw bad("margin", "at least 1", margin);
      }
      if (patience < 1) {
        throw bad("patience", "at least 1", patience);
      }
      return new GradientAlarm(this);
    }

    private static IllegalArgumentException bad(String name, String expected, Number actual) {
      return new IllegalArgumentException(name + ": expected " + expected + ", got " + actual);
    }

    @Override
    public String toString() {
      return "GradientAlarm.Builder[exploding above "
          + explodingAbove
          + ", vanishing below "
          + vanishingBelow
          + ", patience "
          + patience
          + "]";
    }
  }

  @Override
  public String toString() {
    return "GradientAlarm[exploding above "
        + explodingAbove
        + ", vanishing below "
        + vanishingBelow
        + ", patience "
        + patience
        + "]";
  }
}
