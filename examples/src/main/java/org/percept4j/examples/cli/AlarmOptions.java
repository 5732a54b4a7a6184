package org.percept4j.examples.cli;

import org.jspecify.annotations.Nullable;
import org.percept4j.sonify.frame.GradientAlarm;
import picocli.CommandLine.Option;

/** Thresholds of the alarm; what is not given is as in {@link GradientAlarm#standard()}. */
final class AlarmOptions {

  @Option(
      names = "--exploding-above",
      paramLabel = "NORM",
      description = "Alarm: above it a gradient explodes; default: 1e3")
  private @Nullable Double explodingAbove;

  @Option(
      names = "--vanishing-below",
      paramLabel = "NORM",
      description = "Alarm: below it a gradient vanishes; default: 1e-7")
  private @Nullable Double vanishingBelow;

  @Option(
      names = "--steep-above",
      paramLabel = "DECADES",
      description = "Alarm: the most that norms may change from layer to layer; default: 1")
  private @Nullable Double steepAbove;

  @Option(
      names = "--patience",
      paramLabel = "FRAMES",
      description = "Alarm: how long what is not extreme must hold to be told; default: 10")
  private @Nullable Integer patience;

  @Option(
      names = "--margin",
      paramLabel = "FACTOR",
      description = "Alarm: how far a norm must be back inside for it to be over; default: 3")
  private @Nullable Double margin;

  GradientAlarm alarm() {
    GradientAlarm.Builder alarm = GradientAlarm.builder();
    if (explodingAbove != null) {
      alarm.explodingAbove(explodingAbove);
    }
    if (vanishingBelow != null) {
      alarm.vanishingBelow(vanishingBelow);
    }
    if (steepAbove != null) {
      alarm.steepAbove(steepAbove);
    }
    if (patience != null) {
      alarm.patience(patience);
    }
    if (margin != null) {
      alarm.margin(margin);
    }
    return alarm.build();
  }
}
