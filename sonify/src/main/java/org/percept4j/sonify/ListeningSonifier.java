package org.percept4j.sonify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.Networks;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.sink.GradientRecorder;
import org.percept4j.sonify.sink.SinkCounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The DL4J side: adapts the training hooks to frames and hands them to a recorder. */
final class ListeningSonifier extends BaseTrainingListener implements GradientSonifier {

  private static final Logger LOG = LoggerFactory.getLogger(GradientSonifier.class);

  private static final Pattern PARALLEL_WRAPPER =
      Pattern.compile("ParallelWrapper training thread (\\d{1,9})");

  private final Selection selection;
  private final int every;
  private final Stop stop;
  private final GradientRecorder recorder;
  private final List<Listened> networks = new ArrayList<>();
  private int workers;
  private volatile boolean closed;

  /** At which alarms training ends; none by default. */
  record Stop(GradientAlarm alarm, Set<GradientAlarm.Kind> kinds) {}

  ListeningSonifier(Selection selection, int every, Stop stop, GradientRecorder recorder) {
    this.selection = selection;
    this.stop = stop;
    this.every = every;
    this.recorder = recorder;
  }

  @Override
  public void attachTo(Model model) {
    Objects.requireNonNull(model, "model");
    NormReader.of(model, selection);
    Networks.addListeners(model, this);
  }

  @Override
  public void onForwardPass(Model model, List<INDArray> activations) {
    forwardPass(model);
  }

  @Override
  public void onForwardPass(Model model, Map<String, INDArray> activations) {
    forwardPass(model);
  }

  private void forwardPass(Model model) {
    guarded(model, listened -> listened.forwardPass(model));
  }

  @Override
  public void onGradientCalculation(Model model) {
    guarded(
        model,
        listened -> {
          listened.begun = true;
          boolean due = listened.iterations % every == 0;
          if (updates() || listened.pending != null || !due) {
            return;
          }
          listened.pending = reader(listened, model).read(model);
        });
  }

  /** A sonifier that was attached twice is called twice; an iteration ends once. */
  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    guarded(
        model,
        listened -> {
          if (!listened.begun) {
            return;
          }
          listened.begun = false;
          NormReader.Read read = listened.pending;
          listened.pending = null;
          boolean due = listened.iterations++ % every == 0;
          if (due && updates()) {
            read = reader(listened, model).read(model);
          }
          if (read != null) {
            GradientFrame.Builder frame =
                frame(iteration, read, listened, model)
                    .epoch(epoch)
                    .learningRate(reader(listened, model).learningRate(model));
            if (selection.ratios()) {
              frame.updateRatios(reader(listened, model).updateRatios(model));
            }
            publish(frame.build(), listened);
          }
        });
    stopIfAsked(model);
  }

  /** Hands a frame to the sinks and looks whether it is one that training is to end at. */
  private void publish(GradientFrame frame, Listened listened) {
    recorder.record(frame);
    if (stop.kinds().isEmpty()) {
      return;
    }
    synchronized (stop) {
      for (GradientAlarm.Event event : stop.alarm().observe(frame)) {
        boolean asked = event.raised() && stop.kinds().contains(event.kind());
        if (asked && listened.stopAt == null) {
          listened.stopAt = event;
        }
      }
    }
  }

  /** The one exception that ends a training, thrown because the user asked for it. */
  private void stopIfAsked(Model model) {
    if (stop.kinds().isEmpty()) {
      return;
    }
    Listened listened = listened(model);
    GradientAlarm.Event event = listened.stopAt;
    if (event != null) {
      listened.stopAt = null;
      throw new TrainingStoppedException(event);
    }
  }

  @Override
  public void record(Model model) {
    Objects.requireNonNull(model, "model");
    guarded(
        model,
        listened -> {
          long iteration = listened.iterations++;
          if (iteration % every == 0) {
            NormReader.Read read = reader(listened, model).read(model);
            publish(frame(iteration, read, listened, model).build(), listened);
          }
        });
    stopIfAsked(model);
  }

  private boolean updates() {
    return selection.values() == GradientValues.UPDATE;
  }

  private static GradientFrame.Builder frame(
      long iteration, NormReader.Read read, Listened listened, Model model) {
    return GradientFrame.builder(iteration, read.tracks(), read.norms())
        .worker(listened.worker)
        .time(System.currentTimeMillis() / 1000.0)
        .score(model.score());
  }

  private NormReader reader(Listened listened, Model model) {
    if (listened.reader == null) {
      listened.reader = NormReader.of(model, selection);
    }
    return listened.reader;
  }

  private interface Step {
    void take(Listened listened);
  }

  /** Nothing that listens ends a training: a network that cannot be read is reported and left. */
  private void guarded(Model model, Step step) {
    if (closed) {
      return;
    }
    Listened listened = null;
    try {
      listened = listened(model);
      if (!listened.failed) {
        step.take(listened);
      }
    } catch (RuntimeException | Error e) {
      if (listened != null) {
        listened.failed = true;
      }
      LOG.error("The network's gradients cannot be read; training goes on without sound", e);
      recorder.tell(
          e instanceof RuntimeException r
              ? r
              : new IllegalStateException("Reading gradients ended in " + e, e));
    }
  }

  /** Looked up by identity: a network's own equals compares all its parameters. */
  private Listened listened(Model model) {
    synchronized (networks) {
      for (Listened known : networks) {
        if (known.is(model)) {
          return known;
        }
      }
      networks.removeIf(Listened::isGone);
      Listened added = new Listened(model, Networks.isNetwork(model) ? worker() : 0);
      networks.add(added);
      return added;
    }
  }

  /** {@code ParallelWrapper} clones the network for each fit; its threads keep their numbers. */
  private int worker() {
    Matcher parallel = PARALLEL_WRAPPER.matcher(Thread.currentThread().getName());
    return parallel.matches() ? Integer.parseInt(parallel.group(1)) : workers++;
  }

  @Override
  public SinkCounts counts() {
    return recorder.counts();
  }

  @Override
  public void close() {
    closed = true;
    recorder.close();
  }

  @Override
  public String toString() {
    return "GradientSonifier[every " + every + ", " + selection.settings() + "; " + counts() + "]";
  }
}
