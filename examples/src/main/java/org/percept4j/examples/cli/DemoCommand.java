package org.percept4j.examples.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.percept4j.core.LayerRef;
import org.percept4j.core.plot.MapFigure;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.examples.OutputFolder;
import org.percept4j.examples.Progress;
import org.percept4j.examples.Results;
import org.percept4j.examples.data.Digits;
import org.percept4j.examples.data.Photos;
import org.percept4j.examples.experiments.erf.GrowthTable;
import org.percept4j.examples.experiments.hypercolumn.PhotoNetwork;
import org.percept4j.examples.experiments.hypercolumn.PhotoTour;
import org.percept4j.examples.experiments.hypercolumn.SeenPhoto;
import org.percept4j.examples.gallery.Page;
import org.percept4j.examples.networks.LeNet;
import org.percept4j.examples.networks.MomentumSgd;
import org.percept4j.live.Report;
import org.percept4j.sonify.GradientSonifier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows each of the three tools once, in under a minute, on one page. */
@Command(
    name = "demo",
    description = {
      "Shows the three tools once each, on one page: the sound of a training that explodes, what a",
      "unit looks at, and what the pixels of a photo have in common. The last line says where it"
          + " is."
    },
    footer = {"", "Example: percept4j demo"},
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  private static final int BATCHES = 60;
  private static final double LEARNING_RATE = 1.0;
  private static final String LAYER = "stage2";

  @Option(names = "--out", description = "Folder for the page; default: ${DEFAULT-VALUE}")
  private Path out = Path.of("percept4j-demo");

  @Mixin private Results results = new Results();

  @Override
  public Integer call() throws IOException {
    OutputFolder.check(out);
    Files.createDirectories(out);
    Page page = new Page(out);
    say(1, "trains LeNet on digits in steps that are far too large, and records its sound");
    sound(page);
    page.write();
    say(2, "measures what a unit of a detector looks at in a photo of a cat");
    PhotoNetwork network = PhotoNetwork.bundled();
    BufferedImage photo = Photos.read("cat");
    field(page, network, photo);
    page.write();
    say(3, "groups the photo's pixels by what the detector says of them");
    pixels(page, network, photo);
    page.unfinished(false);
    Path index = page.write().toAbsolutePath().normalize();
    results.say("out", index, "Open in a browser: " + index);
    results.end();
    return CommandLine.ExitCode.OK;
  }

  private void say(int number, String what) {
    results.line(number + " of 3: " + what);
  }

  private void sound(Page page) throws IOException {
    Path log = out.resolve("training.jsonl");
    Path report = out.resolve("training.html");
    MultiLayerNetwork net = LeNet.create(new MomentumSgd(LEARNING_RATE, 0.5), 1);
    try (GradientSonifier sonifier = GradientSonifier.builder().log(log).overwrite(true).build();
        ProgressBar bar = Progress.bar("training", BATCHES)) {
      net.addListeners(sonifier);
      for (DataSet batch : Digits.bundled(true).batches(10, BATCHES, 1)) {
        net.fit(batch);
        bar.step();
      }
    }
    Report.builder()
        .title("Steps that are too large")
        .overwrite(true)
        .run("LeNet", log)
        .build()
        .write(report);
    page.heading(2, "Hear a training that explodes");
    page.paragraph(
        "Press play. Each batch is four short tones, one for each layer; the higher, the longer its"
            + " gradient. They climb out of range, and then the layers are dead or hold no numbers"
            + " any more: by ear one knows in the first second.");
    page.embedded(report, "Player: LeNet at a learning rate of " + LEARNING_RATE);
  }

  private static void field(Page page, PhotoNetwork network, BufferedImage photo) {
    INDArray input = network.input().apply(SeenPhoto.of(network, photo).photo());
    EffectiveReceptiveField field =
        ErfAnalyzer.builder(network.model())
            .layer(LayerRef.name(LAYER))
            .inputs(input)
            .aggregation(Aggregation.MEAN_MAGNITUDE)
            .build()
            .analyze();
    page.heading(2, "See what a unit looks at");
    page.figure(
        MapFigure.builder("The middle unit of " + LAYER + " of " + network.name())
            .side(300)
            .add(GrowthTable.panel(field, "cat"))
            .build(),
        "Bright is where a small change of the photo changes the unit. The dashed box is all that"
            + " could matter to it in theory, the ellipse one standard deviation of a fitted"
            + " Gaussian.");
  }

  private static void pixels(Page page, PhotoNetwork network, BufferedImage photo)
      throws IOException {
    page.heading(2, "Ask every pixel what the network knows of it");
    for (PhotoTour.Stop stop : PhotoTour.of(photo, network, List.of(), List.of(5), 1)) {
      page.figure(stop.figure(), stop.caption());
    }
  }
}
