package org.percept4j.examples.gallery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.OutputFolder;
import org.percept4j.examples.Progress;
import org.percept4j.examples.Results;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the gallery: one page with all that the library shows and sounds, from real training. */
@Command(
    name = "gallery",
    description = "Trains networks, records and measures them, and writes one page with it all.",
    footer = {"", "Example: percept4j gallery --quick"},
    mixinStandardHelpOptions = true)
public final class Gallery implements Callable<Integer> {

  @Option(names = "--quick", description = "Do just enough to see that everything works.")
  private boolean quick;

  @Option(names = "--out", description = "Folder for the page; default: ${DEFAULT-VALUE}")
  private Path out = Path.of("target", "gallery");

  @Option(names = "--data", description = "Folder with the full MNIST in IDX form.")
  private @Nullable Path data;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "SECTION",
      description = "Sections to make, by their numbers, such as 1,3; default: all.")
  private List<Integer> only = List.of();

  @Mixin private Results results = new Results();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Gallery() {}

  private List<GallerySection> sections() {
    List<GallerySection> all = all();
    for (int number : only) {
      if (number < 1 || number > all.size()) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "--only: expected 1 to " + all.size() + ", got " + number);
      }
    }
    return only.isEmpty() ? all : only.stream().map(number -> all.get(number - 1)).toList();
  }

  private List<GallerySection> all() {
    return List.of(
        new SonifySection(data),
        new ErfSection(),
        new StructureSection(),
        new TrainingSection(),
        new FovealSection(),
        new PhotoSection(),
        new ColourSection(),
        new SegmentationSection());
  }

  /**
   * Runs it.
   *
   * @param args options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(Launcher.run(new Gallery(), args));
  }

  /** Writes the page after each section, so that an interrupted run leaves what is done. */
  @Override
  public Integer call() throws IOException {
    OutputFolder.check(out);
    List<GallerySection> sections = sections();
    Files.createDirectories(out);
    Page page = new Page(out);
    Path index = page.write();
    for (int i = 0; i < sections.size(); i++) {
      GallerySection section = sections.get(i);
      page.heading(2, section.title());
      String task = (i + 1) + " of " + sections.size();
      try (ProgressBar bar = Progress.bar(task, section.steps(quick))) {
        section.run(
            page,
            quick,
            what -> {
              bar.step();
              bar.setExtraMessage(what);
            });
      }
      page.unfinished(i + 1 < sections.size());
      index = page.write();
    }
    Path written = index.toAbsolutePath().normalize();
    results.say("out", written, "Open in a browser: " + written);
    results.end();
    return CommandLine.ExitCode.OK;
  }
}
