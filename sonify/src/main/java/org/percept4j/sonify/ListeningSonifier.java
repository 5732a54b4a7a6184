package org.percept4j.sonify;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The DL4J side: adapts the training hooks to frames and hands them to the sinks' threads. */
final class ListeningSonifier extends BaseTrainingListener implements GradientSonifier {

  private static final Logger LOG = LoggerFactory.getLogger(GradientSonifier.class);
  private static final long STALL_MILLIS = TimeUnit.MINUTES.toMillis(1);

  /** What is known of one network: its reader, and the norms of the iteration that is under way. */
  private static final class Listened {
    private final WeakReference<Model> model;
    private final int worker;
    private @Nullable NormReader reader;
    private double @Nullable [] pending;
    private long iterations;
    private boolean failed;

    Listened(Model model, int worker) {
      this.model = new WeakReference<>(model);
      this.worker = worker;
    }
  }

  private final Selection selection;
  private final int every;
  private final Consumer<Exception> errorListener;
  private final List<SinkRunner> runners = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final List<Listened> networks = new ArrayList<>();
  private int workers;
  private long frames;

  ListeningSonifier(
      Selection selection,
      int every,
      List<GradientSonifierBuilder.Opened> sinks,
      Consumer<Exception> errorListener) {
    this.selection = selection;
    this.every = every;
    this.errorListener = errorListener;
    for (GradientSonifierBuilder.Opened opened : sinks) {
      runners.add(
          new SinkRunner(opened.sink(), opened.lossless(), opened.capacity(), this::sinkFailed));
    }
  }

  private void sinkFailed(GradientSink sink, Exception e) {
    LOG.error("{} misses frames; training goes on", SinkRunner.name(sink), e);
    tell(e);
  }

  private void tell(Exception e) {
    try {
      errorListener.accept(e);
    } catch (RuntimeException fromListener) {
      LOG.error("The error listener itself failed", fromListener);
    }
  }

  @Override
  public void attachTo(Model model) {
    Objects.requireNonNull(model, "model");
    NormReader.of(model, selection);
    if (model instanceof MultiLayerNetwork network) {
      network.addListeners(this);
    } else {
      ((ComputationGraph) model).addListeners(this);
    }
  }

  @Override
  public void onGradientCalculation(Model model) {
    if (!selection.updates() && !closed.get()) {
      Listened listened = listened(model);
      if (listened.pending == null && listened.iterations % every == 0) {
        listened.pending = read(listened, model);
      }
    }
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    if (closed.get()) {
      return;
    }
    Listened listened = listened(model);
    double[] norms = listened.pending;
    listened.pending = null;
    if (selection.updates() && listened.iterations % every == 0) {
      norms = read(listened, model);
    }
    listened.iterations++;
    if (norms != null) {
      List<GradientTrack> tracks = Objects.requireNonNull(listened.reader).tracks();
      publish(new GradientFrame(iteration, epoch, listened.worker, tracks, norms));
    }
  }

  /** Frames of several networks go to all sinks in one order. */
  private void publish(GradientFrame frame) {
    synchronized (this) {
      if (closed.get()) {
        return;
      }
      frames++;
      for (SinkRunner runner : runners) {
        runner.offer(frame);
      }
    }
    runners.forEach(SinkRunner::tellOfOverflow);
  }

  /** A network that cannot be read must not end its training: it is reported and left. */
  private double @Nullable [] read(Listened listened, Model model) {
    if (listened.failed) {
      return null;
    }
    try {
      if (listened.reader == null) {
        listened.reader = NormReader.of(model, selection);
      }
      return listened.reader.read(model);
    } catch (RuntimeException e) {
      listened.failed = true;
      LOG.error("The network's gradients cannot be read; training goes on without sound", e);
      tell(e);
      return null;
    }
  }

  /** Looked up by identity: a network's own equals compares all its parameters. */
  private Listened listened(Model model) {
    synchronized (networks) {
      for (Listened known : networks) {
        if (known.model.get() == model) {
          return known;
        }
      }
      networks.removeIf(known -> known.model.get() == null);
      boolean network = model instanceof MultiLayerNetwork || model instanceof ComputationGraph;
      Listened added = new Listened(model, network ? workers++ : 0); // a layer in pretraining: 0
      networks.add(added);
      return added;
    }
  }

  @Override
  public Counts counts() {
    long made;
    synchronized (this) {
      made = frames;
    }
    long dropped = runners.stream().mapToLong(SinkRunner::dropped).sum();
    return new Counts() {
      @Override
      public long frames() {
        return made;
      }

      @Override
      public long dropped() {
        return dropped;
      }

      @Override
      public String toString() {
        return made + " frames, " + dropped + " dropped";
      }
    };
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed.compareAndSet(false, true)) {
        runners.forEach(SinkRunner::end);
      }
    }
    if (runners.stream().anyMatch(SinkRunner::isCurrentThread)) {
      return; // a sink's thread that waited for another might be waited for by it
    }
    runners.forEach(runner -> runner.join(STALL_MILLIS));
    if (counts().dropped() > 0) {
      LOG.warn("Not every frame was heard: {}", counts());
    }
  }
}
