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
import picocli.CommandLine;
import picocli.CommandLine.Command;
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

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Gallery() {}

  private List<GallerySection> sections() {
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
    Files.createDirectories(out);
    Page page = new Page(out);
    List<GallerySection> sections = sections();
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
    spec.commandLine().getOut().println("Open in a browser: " + index.toAbsolutePath().normalize());
    spec.commandLine().getOut().flush();
    return CommandLine.ExitCode.OK;
  }
}
