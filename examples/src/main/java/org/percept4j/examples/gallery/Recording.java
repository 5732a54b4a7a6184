package org.percept4j.examples.gallery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;
import org.percept4j.core.acceleration.Acceleration;
import org.percept4j.examples.data.Digits;
import org.percept4j.examples.networks.LeNet;
import org.percept4j.sonify.GradientSonifier;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.tone.ToneMapping;

/** One training that is recorded: what it is, and after {@link #train} what its norms were. */
final class Recording {

  private final String title;
  private final String name;
  private final IUpdater updater;
  private final int batchSize;
  private final String blog;
  private final String listenFor;
  private final List<GradientFrame> frames = new ArrayList<>();

  /**
   * A training to be recorded.
   *
   * @param blog what the original post says of it
   * @param listenFor what to listen for, in a sentence or two
   */
  Recording(
      String title, String name, IUpdater updater, int batchSize, String blog, String listenFor) {
    this.title = title;
    this.name = name;
    this.updater = updater;
    this.batchSize = batchSize;
    this.blog = blog;
    this.listenFor = listenFor;
  }

  String listenFor() {
    return listenFor;
  }

  /** Trains from another seed without recording; the frames are all that is kept. */
  Recording another(Digits digits, int batches, long seed, GallerySection.Progress progress)
      throws IOException {
    Recording other = new Recording(title, name, updater, batchSize, blog, listenFor);
    MultiLayerNetwork net = LeNet.create(updater, seed);
    Acceleration.enable(net);
    try (GradientSonifier sonifier = GradientSonifier.builder().sink(other.keeper()).build()) {
      sonifier.attachTo(net);
      other.fit(net, digits, batches, seed, progress);
    }
    return other;
  }

  private void fit(
      MultiLayerNetwork net,
      Digits digits,
      int batches,
      long seed,
      GallerySection.Progress progress) {
    for (DataSet batch : digits.batches(batchSize, batches, seed)) {
      net.fit(batch);
      progress.step(title + ", seed " + seed);
    }
  }

  private GradientSink keeper() {
    return new GradientSink() {
      @Override
      public void accept(GradientFrame frame) {
        keep(frame);
      }

      @Override
      public void close() {}
    };
  }

  void keep(GradientFrame frame) {
    frames.add(frame);
  }

  /** Tells how it ended: NaN, a layer dead to the end, or alive. */
  Outcome outcome() {
    if (firstNonFinite() >= 0) {
      return Outcome.NOT_FINITE;
    }
    return firstDead() >= 0 ? Outcome.DEAD : Outcome.ALIVE;
  }

  /** How a training ends. */
  enum Outcome {
    /** Some norm is NaN or infinite. */
    NOT_FINITE,
    /** Some layer's gradient is exactly zero to the end. */
    DEAD,
    /** None of both. */
    ALIVE
  }

  String title() {
    return title;
  }

  String blog() {
    return blog;
  }

  Path file(Path folder, String ending) {
    return folder.resolve(name + ending);
  }

  List<GradientFrame> frames() {
    return frames;
  }

  /** Trains a new LeNet and records it with both mappings and as a log. */
  void train(Digits digits, int batches, Path folder, GallerySection.Progress progress)
      throws IOException {
    MultiLayerNetwork net = LeNet.create(updater, 1);
    Acceleration.enable(net);
    try (GradientSonifier sonifier =
        GradientSonifier.builder()
            .overwrite(true)
            .wav(file(folder, ".wav"))
            .wav(file(folder, "-blog.wav"), ToneMapping.blog())
            .log(file(folder, ".jsonl"))
            .sink(keeper())
            .build()) {
      sonifier.attachTo(net);
      fit(net, digits, batches, 1, progress);
    }
  }

  double[] norms(int track) {
    return frames.stream().mapToDouble(f -> f.norm(track)).toArray();
  }

  /** Geometric mean of all norms in part of the training that are positive and finite. */
  double typicalNorm(int from, int to) {
    return Math.exp(
        frames.subList(from, to).stream()
            .flatMapToDouble(f -> Arrays.stream(f.norms()))
            .filter(n -> n > 0 && Double.isFinite(n))
            .map(Math::log)
            .average()
            .orElse(Double.NaN));
  }

  /** The frame from which on a layer's norms are exactly zero to the end, or -1. */
  int deadFrom(int track) {
    int from = frames.size();
    while (from > 0 && frames.get(from - 1).norm(track) == 0) {
      from--;
    }
    return from == frames.size() ? -1 : from;
  }

  /** The frame from which on some layer is dead to the end, the earliest of all layers, or -1. */
  int firstDead() {
    return IntStream.range(0, frames.get(0).tracks().size())
        .map(this::deadFrom)
        .filter(from -> from >= 0)
        .min()
        .orElse(-1);
  }

  /** The first frame with a norm that is not finite, or -1. */
  int firstNonFinite() {
    for (int i = 0; i < frames.size(); i++) {
      for (double norm : frames.get(i).norms()) {
        if (!Double.isFinite(norm)) {
          return i;
        }
      }
    }
    return -1;
  }

  double largestFinite() {
    return frames.stream()
        .flatMapToDouble(f -> Arrays.stream(f.norms()))
        .filter(Double::isFinite)
        .max()
        .orElse(Double.NaN);
  }
}
