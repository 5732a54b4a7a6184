package org.percept4j.sonify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Norm;

/** Collects what a sonifier reads and where it goes; opens everything at the end, or nothing. */
final class GradientSonifierBuilder implements GradientSonifier.Builder {

  /** How many frames may wait for live sound before newer ones are left out. */
  private static final int LIVE_CAPACITY = 4;

  /** A sink to be opened. */
  private record Plan(@Nullable Path file, boolean lossless, Opener opener) {}

  /** Opens a sink; told whether it may overwrite. */
  private interface Opener {
    GradientSink open(boolean overwrite) throws IOException;
  }

  /** A sink that is open. */
  record Opened(GradientSink sink, boolean lossless, int capacity) {}

  private final List<Plan> plans = new ArrayList<>();
  private final Set<GradientSink> given = Collections.newSetFromMap(new IdentityHashMap<>());
  private ToneMapping mapping = ToneMapping.perceptual();
  private List<LayerRef> layers = List.of();
  private boolean overwrite;
  private boolean biases;
  private boolean perParameter;
  private boolean updates;
  private boolean summed;
  private Norm norm = Norm.L2;
  private int every = 1;
  private int capacity = 1 << 16;
  private GradientAlarm alarm = GradientAlarm.standard();
  private Consumer<GradientAlarm.Event> alarmListener = e -> {};
  private Consumer<Exception> errorListener = e -> {};

  @Override
  public GradientSonifier.Builder mapping(ToneMapping value) {
    mapping = Objects.requireNonNull(value, "mapping");
    return this;
  }

  @Override
  public GradientSonifier.Builder wav(Path path) {
    return wav(path, SampleFormat.PCM_16);
  }

  @Override
  public GradientSonifier.Builder wav(Path path, SampleFormat format) {
    ToneMapping sounding = mapping;
    return file(path, replace -> GradientSinks.wav(path, sounding, format, replace));
  }

  @Override
  public GradientSonifier.Builder midi(Path path) {
    ToneMapping sounding = mapping;
    return file(path, replace -> GradientSinks.midi(path, sounding, replace));
  }

  @Override
  public GradientSonifier.Builder log(Path path) {
    return file(path, replace -> GradientSinks.log(path, selection().settings(), replace));
  }

  private GradientSonifier.Builder file(Path path, Opener opener) {
    for (Plan earlier : plans) {
      if (path.equals(earlier.file())) {
        throw new IllegalArgumentException(
            "path: expected a file of its own, got " + path + " again");
      }
    }
    plans.add(new Plan(path, true, opener));
    return this;
  }

  @Override
  public GradientSonifier.Builder live() {
    ToneMapping sounding = mapping;
    plans.add(new Plan(null, false, replace -> GradientSinks.live(sounding)));
    return this;
  }

  @Override
  public GradientSonifier.Builder sink(GradientSink sink) {
    Objects.requireNonNull(sink, "sink");
    if (!given.add(sink)) {
      throw new IllegalArgumentException("sink: expected a new one, got one given before");
    }
    plans.add(new Plan(null, true, replace -> sink));
    return this;
  }

  @Override
  public GradientSonifier.Builder overwrite(boolean value) {
    overwrite = value;
    return this;
  }

  @Override
  public GradientSonifier.Builder layers(LayerRef... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("layers: expected at least one, got none");
    }
    layers = List.of(values);
    return this;
  }

  @Override
  public GradientSonifier.Builder withBiases() {
    biases = true;
    return this;
  }

  @Override
  public GradientSonifier.Builder perParameter() {
    perParameter = true;
    return this;
  }

  @Override
  public GradientSonifier.Builder updates() {
    if (summed) {
      throw new IllegalStateException(
          "updates: expected gradients, because summed() was asked for");
    }
    updates = true;
    return this;
  }

  @Override
  public GradientSonifier.Builder summed() {
    if (updates) {
      throw new IllegalStateException("summed: expected updates, because updates() was asked for");
    }
    summed = true;
    return this;
  }

  @Override
  public GradientSonifier.Builder norm(Norm value) {
    norm = Objects.requireNonNull(value, "norm");
    return this;
  }

  @Override
  public GradientSonifier.Builder every(int iterations) {
    every = positive("every", iterations);
    return this;
  }

  @Override
  public GradientSonifier.Builder alarm(
      GradientAlarm value, Consumer<GradientAlarm.Event> listener) {
    alarm = Objects.requireNonNull(value, "alarm");
    alarmListener = Objects.requireNonNull(listener, "listener");
    return this;
  }

  @Override
  public GradientSonifier.Builder onError(Consumer<Exception> listener) {
    errorListener = Objects.requireNonNull(listener, "listener");
    return this;
  }

  @Override
  public GradientSonifier.Builder queueCapacity(int frames) {
    capacity = positive("queueCapacity", frames);
    return this;
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": expected at least 1, got " + value);
    }
    return value;
  }

  @Override
  public GradientSonifier build() throws IOException {
    List<Opened> opened = new ArrayList<>();
    for (Plan plan : plans) {
      try {
        GradientSink sink = plan.opener().open(overwrite);
        opened.add(new Opened(sink, plan.lossless(), plan.lossless() ? capacity : LIVE_CAPACITY));
      } catch (IOException | RuntimeException e) {
        giveUp(opened, e);
        throw e;
      }
    }
    opened.add(new Opened(new AlarmSink(alarm, alarmListener), true, capacity));
    return new ListeningSonifier(selection(), every, opened, errorListener);
  }

  private Selection selection() {
    return new Selection(layers, biases, perParameter, updates, !summed, norm);
  }

  /** Closes what was opened and removes the new files that have nothing in them yet. */
  private void giveUp(List<Opened> opened, Exception reason) {
    for (int i = 0; i < opened.size(); i++) {
      Path file = plans.get(i).file();
      try {
        opened.get(i).sink().close();
        if (file != null && !overwrite) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        reason.addSuppressed(e);
      }
    }
  }
}
