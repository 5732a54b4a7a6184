package org.percept4j.sonify.frame;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * Watches frames for gradients that vanish, explode, die or stop being numbers.
 *
 * <p>An alarm is raised after a condition held for {@link Builder#patience} frames in a row (at
 * once for {@link Kind#NON_FINITE}) and cleared after it was absent, by a safety factor, for as
 * many. Networks trained in parallel are watched apart. Not thread-safe.
 */
public final class GradientAlarm {

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
  private final Map<List<Object>, Streak> streaks = new HashMap<>();

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
   * Looks at one frame.
   *
   * @param frame the next frame
   * @return what was raised or cleared, often nothing
   */
  public List<Event> observe(GradientFrame frame) {
    List<Event> events = new ArrayList<>();
    for (int t = 0; t < frame.tracks().size(); t++) {
      GradientTrack track = frame.tracks().get(t);
      if (!track.frozen()) {
        double norm = frame.norm(t);
        boolean finite = Double.isFinite(norm);
        note(events, frame, track, Kind.NON_FINITE, norm, !finite, finite, 1);
        note(
            events,
            frame,
            track,
            Kind.EXPLODING,
            norm,
            finite && norm > explodingAbove,
            norm < explodingAbove / margin,
            patience);
        note(
            events,
            frame,
            track,
            Kind.VANISHING,
            norm,
            norm > 0 && norm < vanishingBelow,
            norm > vanishingBelow * margin,
            patience);
        note(events, frame, track, Kind.DEAD, norm, norm == 0, norm != 0, patience);
      }
    }
    slope(events, frame);
    return events;
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
      Streak streak =
          streaks.computeIfAbsent(List.of(Kind.STEEP, frame.worker()), k -> new Streak());
      boolean changed = streak.step(slope > steepAbove, slope < steepAbove / margin, patience);
      if (changed) {
        GradientTrack track = frame.tracks().get(smallest);
        events.add(
            new Event(Kind.STEEP, streak.raised, frame.iteration(), track, regression.getSlope()));
      }
    }
  }

  private void note(
      List<Event> events,
      GradientFrame frame,
      GradientTrack track,
      Kind kind,
      double norm,
      boolean bad,
      boolean good,
      int frames) {
    List<Object> key = List.of(kind, frame.worker(), track);
    if (!bad && !streaks.containsKey(key)) {
      return;
    }
    Streak streak = streaks.computeIfAbsent(key, k -> new Streak());
    if (streak.step(bad, good, frames)) {
      events.add(new Event(kind, streak.raised, frame.iteration(), track, norm));
    }
  }

  /** How long a condition has held, and whether its alarm is on. */
  private static final class Streak {
    private boolean raised;
    private int count;

    /** Whether the alarm's state changed. */
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
     * @throws IllegalArgumentException if it is not
     */
    public Builder explodingAbove(double norm) {
      if (!(norm > vanishingBelow) || Double.isInfinite(norm)) {
        throw bad("explodingAbove", "more than vanishingBelow " + vanishingBelow, norm);
      }
      explodingAbove = norm;
      return this;
    }

    /**
     * Sets the norm below which a gradient vanishes.
     *
     * @param norm at least 0, less than the exploding threshold; 1e-7 by default
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder vanishingBelow(double norm) {
      if (!(norm >= 0 && norm < explodingAbove)) {
        throw bad("vanishingBelow", "0 to explodingAbove " + explodingAbove, norm);
      }
      vanishingBelow = norm;
      return this;
    }

    /**
     * Sets the slope over depth above which norms change too fast, either way.
     *
     * @param decadesPerLayer positive; 1 by default
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder steepAbove(double decadesPerLayer) {
      if (!(decadesPerLayer > 0)) {
        throw bad("steepAbove", "more than 0", decadesPerLayer);
      }
      steepAbove = decadesPerLayer;
      return this;
    }

    /**
     * Sets the hysteresis: by which factor a norm must be back inside before an alarm is cleared.
     *
     * @param factor at least 1; 3 by default
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder margin(double factor) {
      if (!(factor >= 1) || Double.isInfinite(factor)) {
        throw bad("margin", "at least 1", factor);
      }
      margin = factor;
      return this;
    }

    /**
     * Sets how many frames in a row a condition must hold before an alarm is raised or cleared.
     *
     * @param frames at least 1; 10 by default
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder patience(int frames) {
      if (frames < 1) {
        throw bad("patience", "at least 1", frames);
      }
      patience = frames;
      return this;
    }

    /**
     * Builds the alarm.
     *
     * @return a new alarm
     */
    public GradientAlarm build() {
      return new GradientAlarm(this);
    }

    private static IllegalArgumentException bad(String name, String expected, Number actual) {
      return new IllegalArgumentException(name + ": expected " + expected + ", got " + actual);
    }
  }
}
