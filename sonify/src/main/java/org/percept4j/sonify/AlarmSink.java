package org.percept4j.sonify;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frames to an alarm, its events to a listener and the log; of bad numbers only the first. */
final class AlarmSink implements GradientSink {

  private static final Logger LOG = LoggerFactory.getLogger(GradientAlarm.class);

  private final GradientAlarm alarm;
  private final Consumer<GradientAlarm.Event> listener;
  private boolean nonFiniteTold;

  AlarmSink(GradientAlarm alarm, Consumer<GradientAlarm.Event> listener) {
    this.alarm = alarm;
    this.listener = listener;
  }

  @Override
  public void accept(GradientFrame frame) {
    for (GradientAlarm.Event event : alarm.observe(frame)) {
      if (event.kind() == GradientAlarm.Kind.NON_FINITE) {
        if (nonFiniteTold) {
          continue;
        }
        nonFiniteTold = true;
      }
      if (event.raised()) {
        LOG.warn("{}", event);
      } else {
        LOG.info("{}", event);
      }
      listener.accept(event);
    }
  }

  @Override
  public void close() {}
}
