package org.percept4j.examples.cli;

import java.util.Objects;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.experiments.erf.DepthExperiment;
import org.percept4j.examples.experiments.erf.FovealExperiment;
import org.percept4j.examples.experiments.erf.GrowthExperiment;
import org.percept4j.examples.experiments.erf.StructureExperiment;
import org.percept4j.examples.experiments.hypercolumn.HypercolumnsOfAPhoto;
import org.percept4j.examples.experiments.hypercolumn.SegmentScenes;
import org.percept4j.examples.experiments.hypercolumn.TrainSceneNetwork;
import org.percept4j.examples.gallery.Gallery;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** All programs behind one name. */
@Command(
    name = "percept4j",
    description = "Hear and see what a convolutional network does.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Percept4j.Version.class,
    subcommands = {
      // Tools, for networks, pictures and logs of one's own.
      FieldsCommand.class,
      ErfCommand.class,
      HypercolumnsCommand.class,
      ExploreCommand.class,
      ColouriseCommand.class,
      HypercolumnsOfAPhoto.class,
      ServeCommand.class,
      ReportCommand.class,
      CompareRuns.class,
      Rerender.class,
      // Demonstrations and experiments, which bring their own.
      DemoCommand.class,
      Gallery.class,
      ListenToTraining.class,
      WatchTraining.class,
      DepthExperiment.class,
      StructureExperiment.class,
      GrowthExperiment.class,
      FovealExperiment.class,
      SegmentScenes.class,
      TrainSceneNetwork.class,
      GenerateCompletion.class
    },
    footer = {
      "",
      "From demo on, commands bring networks and data of their own; those before it take yours.",
      "Exit codes: 0 all went well, 1 something failed, 2 called wrongly.",
      "Completion in bash or zsh: source <(percept4j generate-completion)"
    })
public final class Percept4j implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** What {@code --version} says. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Percept4j.class.getPackage().getImplementationVersion();
      return new String[] {Objects.requireNonNullElse(version, "not packaged")};
    }
  }

  /** Creates the command, for {@link Launcher} and picocli. */
  public Percept4j() {}

  /**
   * Runs it.
   *
   * @param args a command and its options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(Launcher.run(new Percept4j(), args));
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "expected a command");
  }
}
