package org.percept4j.examples.gallery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.Progress;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the gallery: one page with all that the library shows and sounds, from real training. */
@Command(
    name = "gallery",
    description = "Trains networks, records and measures them, and writes one page with it all.",
    mixinStandardHelpOptions = true)
public final class Gallery implements Callable<Integer> {

  @Option(names = "--quick", description = "Do just enough to see that everything works.")
  private boolean quick;

  @Option(names = "--out", description = "Folder for the page; default: ${DEFAULT-VALUE}")
  private Path out = Path.of("target", "gallery");

  @Option(names = "--data", description = "Folder with the full MNIST in IDX form.")
  private @Nullable Path data;

  private Gallery() {}

  private List<GallerySection> sections() {
    return List.of(
        new SonifySection(data),
        new ErfSection(),
        new StructureSection(),
        new TrainingSection(),
        new FovealSection(),
        new PhotoSection(),
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

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(out);
    Page page = new Page(out);
    for (GallerySection section : sections()) {
      page.heading(2, section.title());
      try (ProgressBar bar =
          Progress.bar(section.title().replaceAll(":.*", ""), section.steps(quick))) {
        section.run(
            page,
            quick,
            what -> {
              bar.step();
              bar.setExtraMessage(what);
            });
      }
    }
    Path index = page.write();
    System.out.println("Open " + index.toAbsolutePath().normalize() + " in a browser.");
    return CommandLine.ExitCode.OK;
  }
}
