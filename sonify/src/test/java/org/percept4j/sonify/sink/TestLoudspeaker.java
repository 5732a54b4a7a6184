package org.percept4j.sonify.sink;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.Line;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.spi.MixerProvider;

/**
 * A sound device for machines that have none, found by {@code javax.sound} as any other. It takes
 * as long as a loudspeaker would, and is there only while it is plugged in.
 */
public final class TestLoudspeaker extends MixerProvider {

  private static volatile boolean plugged;
  private static final ByteArrayOutputStream HEARD = new ByteArrayOutputStream();
  private static final List<String> CALLS = new ArrayList<>();

  /** Whether this machine has a loudspeaker of its own, which tests should leave alone. */
  static boolean realDevice() {
    return !plugged
        && AudioSystem.isLineSupported(
            new DataLine.Info(SourceDataLine.class, new AudioFormat(44_100, 16, 1, true, false)));
  }

  /** What was played, in order, since it was plugged in. */
  static byte[] heard() {
    synchronized (HEARD) {
      return HEARD.toByteArray();
    }
  }

  static List<String> calls() {
    synchronized (HEARD) {
      return List.copyOf(CALLS);
    }
  }

  static void plug(boolean in) {
    synchronized (HEARD) {
      HEARD.reset();
      CALLS.clear();
    }
    plugged = in;
  }

  private static final class Info extends Mixer.Info {
    Info() {
      super("Test loudspeaker", "Percept4J", "Keeps what it plays", "1");
    }
  }

  @Override
  public Mixer.Info[] getMixerInfo() {
    return plugged ? new Mixer.Info[] {new Info()} : new Mixer.Info[0];
  }

  @Override
  public Mixer getMixer(Mixer.Info info) {
    if (!(info instanceof Info)) {
      throw new IllegalArgumentException("not this device: " + info);
    }
    return (Mixer)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Mixer.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "getMixerInfo" -> info;
                  case "isLineSupported" -> isSource((Line.Info) arguments[0]);
                  case "getMaxLines" -> AudioSystem.NOT_SPECIFIED;
                  case "getLine" -> line();
                  case "getSourceLineInfo" ->
                      new Line.Info[] {new DataLine.Info(SourceDataLine.class, null)};
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static boolean isSource(Line.Info info) {
    return info.getLineClass() == SourceDataLine.class;
  }

  private static SourceDataLine line() {
    AudioFormat[] format = new AudioFormat[1];
    return (SourceDataLine)
        Proxy.newProxyInstance(
            TestLoudspeaker.class.getClassLoader(),
            new Class<?>[] {SourceDataLine.class},
            (self, method, arguments) -> {
              if (method.getName().equals("write")) {
                int length = (int) arguments[2];
                double seconds = length / (format[0].getFrameRate() * format[0].getFrameSize());
                LockSupport.parkNanos((long) (seconds * TimeUnit.SECONDS.toNanos(1)));
                synchronized (HEARD) {
                  HEARD.write((byte[]) arguments[0], (int) arguments[1], length);
                }
                return length;
              }
              if (method.getName().equals("open")) {
                format[0] = (AudioFormat) arguments[0];
              }
              synchronized (HEARD) {
                CALLS.add(method.getName());
              }
              return null;
            });
  }
}
