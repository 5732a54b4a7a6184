package org.percept4j.examples.gallery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.Adam;
import org.percept4j.core.plot.LinePlot;
import org.percept4j.core.plot.Spectrogram;
import org.percept4j.examples.data.Digits;
import org.percept4j.examples.networks.MomentumSgd;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.sink.WavFile;
import org.percept4j.sonify.tone.Samples;

/** The original post's five trainings of LeNet, recorded. */
final class SonifySection implements GallerySection {

  private static final int BATCHES = 200;
  private static final int QUICK_BATCHES = 8;
  private static final double MOMENTUM = 0.5;

  private final @Nullable Path data;

  SonifySection(@Nullable Path data) {
    this.data = data;
  }

  private static List<Recording> recordings() {
    return List.of(
        new Recording(
            "SGD 0.01, batches of 10",
            "sgd-0.01",
            new MomentumSgd(0.01, MOMENTUM),
            10,
            "gradients increase during the first 200 steps"),
        new Recording(
            "SGD 0.1, batches of 10",
            "sgd-0.1",
            new MomentumSgd(0.1, MOMENTUM),
            10,
            "as with 0.01, with a higher learning rate"),
        new Recording(
            "SGD 1.0, batches of 10",
            "sgd-1.0",
            new MomentumSgd(1.0, MOMENTUM),
            10,
            "norms explode to a high pitch, then the network diverges"),
        new Recording(
            "SGD 1.0, batches of 256",
            "sgd-1.0-256",
            new MomentumSgd(1.0, MOMENTUM),
            256,
            "gradients explode, then there are NaNs"),
        new Recording(
            "Adam 0.01, batches of 10",
            "adam-0.01",
            new Adam(0.01, 0.9, 0.999, 1e-8),
            10,
            "no remark"));
  }

  @Override
  public String title() {
    return "GradientSonifier: hear a network train";
  }

  @Override
  public int steps(boolean quick) {
    return recordings().size() * (quick ? QUICK_BATCHES : BATCHES);
  }

  @Override
  public void run(Page page, boolean quick, Progress progress) throws IOException {
    Digits digits = data == null ? Digits.bundled(true) : Digits.from(data, true);
    int batches = quick ? QUICK_BATCHES : BATCHES;
    page.paragraph(
        String.format(
            "The five trainings of C. S. Perone's post of 2019, repeated in DeepLearning4J: LeNet on "
                + "%,d MNIST digits, %d batches each, weights drawn and inputs scaled as PyTorch "
                + "does, momentum %s. Each batch is four tones, one for the weight gradient of each "
                + "layer from input to output, then a pause: the higher the tone, the larger the "
                + "norm. Where the post tells of NaN, DL4J's loss, which clips probabilities, "
                + "tends to leave a dead network instead; PyTorch with this data often does too.",
            digits.size(), batches, MOMENTUM));
    SoundKey.show(page);
    List<Recording> recordings = recordings();
    for (Recording recording : recordings) {
      recording.train(digits, batches, page.folder(), progress);
    }
    page.heading(3, "The trainings");
    page.table(
        List.of("training", "what the post reports", "what happened here"),
        recordings.stream()
            .map(r -> List.of(r.title(), r.blog(), SonifySection.whatHappened(r)))
            .toList());
    for (Recording recording : recordings) {
      show(page, recording);
    }
  }

  private static void show(Page page, Recording recording) throws IOException {
    Path folder = page.folder();
    page.heading(3, recording.title());
    page.sound(recording.file(folder, ".wav"), "perceptual mapping: logarithmic, 200 to 4000 Hz");
    page.figure(
        spectrogram(recording.file(folder, ".wav"), "perceptual mapping"),
        "Spectrogram of the perceptual mapping");
    page.sound(
        recording.file(folder, "-blog.wav"), "the post's mapping: 200 Hz + 100 Hz times the norm");
    page.figure(
        spectrogram(recording.file(folder, "-blog.wav"), "the post's mapping"),
        "Spectrogram of the post's mapping");
    page.figure(norms(recording), "Norm of each layer's weight gradient, mean over the batch");
  }

  private static Spectrogram spectrogram(Path wav, String title) throws IOException {
    Samples file = WavFile.read(wav);
    return Spectrogram.builder(file.samples(), file.sampleRate()).title(title).build();
  }

  private static LinePlot norms(Recording recording) {
    LinePlot.Builder plot =
        LinePlot.builder(recording.title(), "batch", "gradient norm").logY().rails();
    double[] x = IntStream.rangeClosed(1, recording.frames().size()).asDoubleStream().toArray();
    List<GradientTrack> tracks = recording.frames().get(0).tracks();
    for (int t = 0; t < tracks.size(); t++) {
      plot.add(tracks.get(t).name(), x, recording.norms(t));
    }
    return plot.build();
  }

  /** In words, from the recorded norms. */
  static String whatHappened(Recording recording) {
    int bad = recording.firstNonFinite();
    int end = bad < 0 ? recording.frames().size() : bad;
    List<String> parts = new ArrayList<>();
    List<GradientTrack> tracks = recording.frames().get(0).tracks();
    for (int t = 0; t < tracks.size(); t++) {
      int from = recording.deadFrom(t);
      if (from >= 0) {
        end = Math.min(end, from);
        parts.add(
            tracks.get(t).name() + " is dead, exactly zero, from batch " + (from + 1) + " on");
      }
    }
    if (bad >= 0) {
      parts.add("NaN or infinite from batch " + (bad + 1) + " on");
    }
    if (end > 0) {
      int part = Math.max(1, end / 4);
      double first = recording.typicalNorm(0, part);
      double last = recording.typicalNorm(end - part, end);
      parts.add(
          0,
          String.format(
              Locale.ROOT,
              "%stypical norm %.2g at first, %.2g at last (%s), largest %.2g",
              end < recording.frames().size() ? "before batch " + (end + 1) + " " : "",
              first,
              last,
              trend(last / first),
              recording.largestFinite()));
    }
    return String.join("; ", parts);
  }

  private static String trend(double ratio) {
    String times = String.format(Locale.ROOT, "%.2g", Math.max(ratio, 1 / ratio));
    return ratio > 1.1
        ? "grew " + times + " times"
        : ratio < 0.9 ? "shrank " + times + " times" : "no trend";
  }
}
