package org.percept4j.sonify;

import org.percept4j.sonify.frame.GradientAlarm;

/** Ends a training at an alarm, because {@link GradientSonifier.Builder#stopOn} asked for it. */
public final class TrainingStoppedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient GradientAlarm.Event event;

  TrainingStoppedException(GradientAlarm.Event event) {
    super("training stopped: " + event);
    this.event = event;
  }

  /**
   * Returns the alarm that ended the training.
   *
   * @return the event; null after the exception was serialised
   */
  public GradientAlarm.Event event() {
    return event;
  }
}
