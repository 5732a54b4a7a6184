package org.percept4j.examples.gallery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  private static final long SEED = 1;

  private final String title;
  private final String name;
  private final IUpdater updater;
  private final int batchSize;
  private final String blog;
  private final List<GradientFrame> frames = new ArrayList<>();

  /**
   * A training to be recorded.
   *
   * @param blog what the original post says of it
   */
  Recording(String title, String name, IUpdater updater, int batchSize, String blog) {
    this.title = title;
    this.name = name;
    this.updater = updater;
    this.batchSize = batchSize;
    this.blog = blog;
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
    MultiLayerNetwork net = LeNet.create(updater, SEED);
    Acceleration.enable(net);
    GradientSink keep =
        new GradientSink() {
          @Override
          public void accept(GradientFrame frame) {
            frames.add(frame);
          }

          @Override
          public void close() {}
        };
    try (GradientSonifier sonifier =
        GradientSonifier.builder()
            .overwrite(true)
            .wav(file(folder, ".wav"))
            .wav(file(folder, "-blog.wav"), ToneMapping.blog())
            .log(file(folder, ".jsonl"))
            .sink(keep)
            .build()) {
      sonifier.attachTo(net);
      for (DataSet batch : digits.batches(batchSize, batches, SEED)) {
        net.fit(batch);
        progress.step(title);
      }
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
