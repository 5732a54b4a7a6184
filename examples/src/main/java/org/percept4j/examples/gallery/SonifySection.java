package org.percept4j.examples.gallery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.Adam;
import org.percept4j.core.plot.LinePlot;
import org.percept4j.core.plot.Spectrogram;
import org.percept4j.examples.data.Digits;
import org.percept4j.examples.networks.MomentumSgd;
import org.percept4j.live.Report;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.sink.WavFile;
import org.percept4j.sonify.tone.Samples;
import org.percept4j.sonify.tone.ToneMapping;

/** The original post's five trainings of LeNet, recorded. */
final class SonifySection implements GallerySection {

  private static final int BATCHES = 200;
  private static final int QUICK_BATCHES = 8;
  private static final int SEEDS = 5;
  private static final int QUICK_SEEDS = 2;
  private static final double MOMENTUM = 0.5;
  private static final double SHOWN_SECONDS = 8;

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
            "gradients increase during the first 200 steps",
            "A careful training. Do the four tones of a batch stay close together, and do they rise"
                + " slowly? They do while the network finds out which changes matter."),
        new Recording(
            "SGD 0.1, batches of 10",
            "sgd-0.1",
            new MomentumSgd(0.1, MOMENTUM),
            10,
            "as with 0.01, with a higher learning rate",
            "Ten times larger steps. Are they livelier than before, and do they ever run away?"),
        new Recording(
            "SGD 1.0, batches of 10",
            "sgd-1.0",
            new MomentumSgd(1.0, MOMENTUM),
            10,
            "norms explode to a high pitch, then the network diverges",
            "Steps that are far too large. Do the tones climb and chirp out of range in the first"
                + " second? Is what follows ticking (layers that are dead) or noise (no number any"
                + " more)?"),
        new Recording(
            "SGD 1.0, batches of 256",
            "sgd-1.0-256",
            new MomentumSgd(1.0, MOMENTUM),
            256,
            "gradients explode, then there are NaNs",
            "The same steps, but each averaged over more pictures: does that save it? Listen"
                + " whether the climb comes later, and what is left after it."),
        new Recording(
            "Adam 0.01, batches of 10",
            "adam-0.01",
            new Adam(0.01, 0.9, 0.999, 1e-8),
            10,
            "no remark",
            "Another rule for taking steps, at a rate that is high for it. Is there a jump in the"
                + " first batches, and is what follows tones or ticking?"));
  }

  @Override
  public String title() {
    return "Hear a network learn, or die";
  }

  private static int seeds(boolean quick) {
    return quick ? QUICK_SEEDS : SEEDS;
  }

  @Override
  public int steps(boolean quick) {
    return recordings().size() * (quick ? QUICK_BATCHES : BATCHES) * seeds(quick);
  }

  @Override
  public void run(Page page, boolean quick, Progress progress) throws IOException {
    Digits digits = data == null ? Digits.bundled(true) : Digits.from(data, true);
    int batches = quick ? QUICK_BATCHES : BATCHES;
    int seeds = seeds(quick);
    page.paragraph(
        String.format(
            "C. S. Perone's idea of 2019: let every batch sound. The network is LeNet, four layers,"
                + " which learns to read handwritten digits (%,d of MNIST). Each batch is four"
                + " short tones, one for each layer from the picture to the answer, then a pause."
                + " The higher the tone, the longer the layer's gradient, that is: the more that"
                + " layer wants to change. The five trainings of the post, %d batches each; the"
                + " recordings are of seed 1, the curves show how far seeds 1 to %d spread.",
            digits.size(), batches, seeds));
    SoundKey.show(page);
    List<List<String>> rows = new ArrayList<>();
    List<Happened> happened = new ArrayList<>();
    for (Recording recording : recordings()) {
      recording.train(digits, batches, page.folder(), progress);
      List<Recording> all = new ArrayList<>(List.of(recording));
      for (int seed = 2; seed <= seeds; seed++) {
        all.add(recording.another(digits, batches, seed, progress));
      }
      Happened ended = new Happened(all);
      happened.add(ended);
      show(page, recording, all, ended);
      rows.add(
          List.of(
              recording.title(),
              recording.blog(),
              count(all, Recording.Outcome.NOT_FINITE),
              count(all, Recording.Outcome.DEAD),
              count(all, Recording.Outcome.ALIVE)));
    }
    page.heading(3, "How the trainings end, over seeds");
    page.table(
        List.of("training", "what the post reports", "NaN or infinite", "a layer dies", "lives"),
        rows);
    page.paragraph(nan(rows));
    page.conclusion(Happened.lostByEar(happened));
  }

  /** The rate of NaN for the largest steps, beside the post's and PyTorch's. */
  private static String nan(List<List<String>> rows) {
    StringBuilder text = new StringBuilder("How often NaN? ");
    for (List<String> row : rows) {
      if (row.get(0).startsWith("SGD 1.0")) {
        text.append(row.get(0)).append(": ").append(row.get(2)).append(" seeds. ");
      }
    }
    return text
        + "The post has it for batches of 256. Whether numbers turn into NaN depends on chance and"
        + " on the framework: DL4J's loss clips probabilities, so that a network which has exploded"
        + " is often left dead instead. For comparison, not from this run but from"
        + " benchmarks/peers/lenet_norms.py in the repository: PyTorch 1.13 on the same digits,"
        + " five seeds; with 256 none ended in NaN and all died; with 10 two ended in NaN and three"
        + " died.";
  }

  private static String count(List<Recording> all, Recording.Outcome outcome) {
    return all.stream().filter(r -> r.outcome() == outcome).count() + " of " + all.size();
  }

  private static void show(Page page, Recording recording, List<Recording> all, Happened happened)
      throws IOException {
    Path folder = page.folder();
    page.heading(3, recording.title());
    page.paragraph("What to listen for: " + recording.listenFor());
    Path report = recording.file(folder, ".html");
    Report.write(recording.file(folder, ".jsonl"), report);
    page.embedded(report, "Player with playhead: " + recording.title());
    page.figure(
        spectrogram(recording, folder),
        String.format(
            Locale.ROOT,
            "The first %.0f seconds as a picture: time to the right, pitch upwards, and on the"
                + " right the gradient norm that a pitch stands for.",
            SHOWN_SECONDS));
    page.figure(
        norms(all),
        "Each layer's gradient norm, mean over the batch: line, seed 1; shaded or as bars, lowest"
            + " to highest of "
            + all.size()
            + " seeds. Exact zeros and what is no number have rails of their own.");
    page.paragraph("What happened: " + happened.what());
    page.conclusion(happened.soWhat());
  }

  private static Spectrogram spectrogram(Recording recording, Path folder) throws IOException {
    Samples file = WavFile.read(recording.file(folder, ".wav"));
    int shown = (int) Math.min(file.samples().length, SHOWN_SECONDS * file.sampleRate());
    ToneMapping mapping = ToneMapping.perceptual();
    Map<Double, String> norms = new LinkedHashMap<>();
    for (int exponent = -6; exponent <= 3; exponent += 3) {
      double norm = Math.pow(10, exponent);
      norms.put(mapping.hertzOf(norm), exponent == 0 ? "1" : "1e" + exponent);
    }
    Spectrogram.Builder picture =
        Spectrogram.builder(Arrays.copyOf(file.samples(), shown), file.sampleRate())
            .title(recording.title() + ", as it sounds")
            .secondAxis("norm", norms);
    double frame = mapping.timing().frameSeconds(recording.frames().get(0).tracks().size());
    int bad = recording.firstNonFinite();
    if (bad >= 0 && bad * frame < SHOWN_SECONDS) {
      picture.event(bad * frame, "no number from batch " + (bad + 1));
    }
    int dead = recording.firstDead();
    if (dead >= 0 && dead * frame < SHOWN_SECONDS) {
      picture.event(dead * frame, "a layer is dead from batch " + (dead + 1));
    }
    return picture.build();
  }

  private static LinePlot norms(List<Recording> all) {
    Recording first = all.get(0);
    LinePlot.Builder plot =
        LinePlot.builder(first.title(), "batch", "gradient norm").logY().rails();
    double[] x = IntStream.rangeClosed(1, first.frames().size()).asDoubleStream().toArray();
    List<GradientTrack> tracks = first.frames().get(0).tracks();
    for (int t = 0; t < tracks.size(); t++) {
      double[] low = new double[x.length];
      double[] high = new double[x.length];
      Arrays.fill(low, Double.POSITIVE_INFINITY);
      for (Recording run : all) {
        double[] norms = run.norms(t);
        for (int i = 0; i < x.length; i++) {
          if (norms[i] > 0 && Double.isFinite(norms[i])) {
            low[i] = Math.min(low[i], norms[i]);
            high[i] = Math.max(high[i], norms[i]);
          }
        }
      }
      plot.addWithRange(tracks.get(t).name(), x, first.norms(t), low, high);
    }
    return plot.build();
  }
}
