package org.percept4j.sonify.sink;

import java.util.function.Consumer;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frames to an alarm, its events to a listener and the log. */
final class AlarmSink implements GradientSink {

  private static final Logger LOG = LoggerFactory.getLogger(GradientAlarm.class);

  private final GradientAlarm alarm;
  private final Consumer<GradientAlarm.Event> listener;
  private final Consumer<Exception> onError;

  AlarmSink(
      GradientAlarm alarm, Consumer<GradientAlarm.Event> listener, Consumer<Exception> onError) {
    this.alarm = alarm;
    this.listener = listener;
    this.onError = onError;
  }

  @Override
  public void accept(GradientFrame frame) {
    for (GradientAlarm.Event event : alarm.observe(frame)) {
      if (event.raised()) {
        LOG.warn("{}", event);
      } else {
        LOG.info("{}", event);
      }
      try {
        listener.accept(event);
      } catch (RuntimeException | Error e) { // a listener's trouble does not end the alarm
        LOG.error("The alarm's listener failed at {}", event, e);
        onError.accept(new IllegalStateException("The alarm's listener failed at " + event, e));
      }
    }
  }

  @Override
  public void close() {}
}
