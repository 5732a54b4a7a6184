package org.percept4j.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkInput;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.core.probe.ProbeCases;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.ReceptiveFields;
import org.percept4j.hypercolumn.HypercolumnExtractor;

/**
 * Holds docs/support.md to what the tools do with small networks that have each of DL4J's layers
 * and vertices. Rewrites it with {@code -Dpercept4j.support=write}.
 */
class SupportTableTest {

  private static final Path TABLE = Path.of("..", "docs", "support.md");
  private static final Pattern CLASS =
      Pattern.compile("org\\.deeplearning4j\\.nn\\.conf\\.[\\w.]+");

  /** Their builders make the class that they extend. */
  private static final Set<String> ALIASES =
      Set.of("Convolution1D", "Convolution2D", "Pooling1D", "Pooling2D");

  /** What a user may do with a network. */
  private enum Tool {
    THEORY,
    PROBE,
    ANALYZER,
    EXTRACTOR,
    SONIFIER
  }

  /** DL4J's L2NormalizeVertex takes arrays of the default type, whatever the network's type is. */
  @BeforeAll
  static void useDoubles() {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
  }

  @AfterAll
  static void useFloatsAgain() {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
  }

  @Test
  void theTableSaysWhatTheToolsDo() throws IOException {
    Map<String, Set<Tool>> found = new TreeMap<>();
    for (ProbeCases.Case c : cases()) {
      Set<Tool> tools = toolsFor(c);
      Matcher names = CLASS.matcher(configuration(c.model()));
      while (names.find()) {
        found.computeIfAbsent(names.group(), n -> EnumSet.noneOf(Tool.class)).addAll(tools);
      }
    }
    String table = document(found);
    if ("write".equals(System.getProperty("percept4j.support"))) {
      Files.writeString(TABLE, table);
    }
    assertThat(Files.readString(TABLE)).isEqualTo(table);
  }

  private static List<ProbeCases.Case> cases() {
    List<ProbeCases.Case> cases = new ArrayList<>(ProbeCases.everything().toList());
    cases.add(
        ProbeCases.sequence(
            "words",
            InputType.feedForward(1),
            new long[] {2, 1},
            new EmbeddingLayer.Builder().nIn(5).nOut(4).build(),
            new DenseLayer.Builder().nIn(4).nOut(3).build()));
    cases.add(
        ProbeCases.sequence(
            "sentences",
            InputType.feedForward(6),
            new long[] {2, 6},
            new EmbeddingSequenceLayer.Builder().nIn(5).nOut(4).inputLength(6).build()));
    cases.add(
        ProbeCases.image(
            "one class",
            new DenseLayer.Builder().nOut(4).build(),
            new OCNNOutputLayer.Builder().nIn(4).hiddenLayerSize(3).nu(0.1).build()));
    cases.add(
        ProbeCases.sequence(
            "questions",
            InputType.recurrent(3, 6),
            new long[] {2, 3, 6},
            new LearnedSelfAttentionLayer.Builder()
                .nOut(4)
                .nHeads(2)
                .headSize(2)
                .nQueries(3)
                .projectInput(true)
                .build()));
    return cases;
  }

  private static Set<Tool> toolsFor(ProbeCases.Case c) {
    Model model = c.model();
    INDArray[] inputs =
        Arrays.stream(c.inputs())
            .map(shape -> Nd4j.ones(DataType.DOUBLE, shape).muli(0.5))
            .toArray(INDArray[]::new);
    LayerRef last = LayerRef.index(-1);
    Set<Tool> tools = EnumSet.noneOf(Tool.class);
    add(tools, Tool.THEORY, () -> ReceptiveFields.of(model, sizes(model, inputs)).all());
    add(
        tools,
        Tool.PROBE,
        () -> NetworkProbe.of(model).inputGradient(last, Nd4j::onesLike, inputs));
    add(
        tools,
        Tool.ANALYZER,
        () -> ErfAnalyzer.builder(model).layer(last).inputs(inputs).build().analyze());
    add(
        tools,
        Tool.EXTRACTOR,
        () -> HypercolumnExtractor.builder(model).layers(last).build().extractBatch(inputs));
    add(
        tools,
        Tool.SONIFIER,
        () -> assertThat(NetworkLayers.of(model).parameterHolders()).isNotEmpty());
    return tools;
  }

  private static InputSize[] sizes(Model model, INDArray... inputs) {
    List<NetworkInput> taken = NetworkInput.of(model);
    InputSize[] sizes = new InputSize[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      List<Integer> size = taken.get(i).of(inputs[i]).size();
      sizes[i] =
          switch (size.size()) {
            case 0 -> new InputSize(1, 1);
            case 1 -> InputSize.sequence(size.get(0));
            case 2 -> new InputSize(size.get(0), size.get(1));
            default -> new InputSize(size.get(0), size.get(1), size.get(2));
          };
    }
    return sizes;
  }

  private static void add(Set<Tool> tools, Tool tool, Runnable trial) {
    try {
      trial.run();
      tools.add(tool);
    } catch (RuntimeException | AssertionError refused) {
      // not supported; that each refusal names the layer is for the tools' own tests
    }
  }

  private static String configuration(Model model) {
    return model instanceof MultiLayerNetwork network
        ? network.getLayerWiseConfigurations().toJson()
        : ((ComputationGraph) model).getConfiguration().toJson();
  }

  private static String document(Map<String, Set<Tool>> found) throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            # What is supported

            Each of DL4J's layers and vertices, and which tool gets through a network that has it. This table \
            is written by `SupportTableTest`, which tries small networks; `-Dpercept4j.support=write` rewrites it.

            - **theory**: its receptive field is known from the configuration.
            - **probe**, **analyzer**: gradients pass through it, exact in evaluation mode (checked by \
            central differences in double precision).
            - **extractor**: its activations, or those of later layers, are maps or units of an image.
            - **sonifier**: networks with it are heard; what it has of parameters is a track.

            Layers and vertices of your own are supported once their configuration implements \
            `DeclaredOperation`. What is not supported is refused by an exception that names the layer. \
            (`Convolution1D`, `Convolution2D`, `Pooling1D` and `Pooling2D` are other names: their builders make \
            the layers below. A vertex that can be configured in several ways is tried in one.)
            """);
    for (Class<?> kind : List.of(Layer.class, GraphVertex.class)) {
      text.append("\n## ").append(kind == Layer.class ? "Layers" : "Vertices").append("\n\n");
      text.append("| class | theory | probe | analyzer | extractor | sonifier |\n");
      text.append("|---|---|---|---|---|---|\n");
      for (String name : classes(kind)) {
        Set<Tool> tools = found.getOrDefault(name, EnumSet.noneOf(Tool.class));
        text.append("| `").append(name.substring(name.lastIndexOf('.') + 1)).append("` |");
        for (Tool tool : Tool.values()) {
          text.append(tools.contains(tool) ? " yes |" : " – |");
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  /** All that DL4J has of a kind and that can be made. */
  private static Set<String> classes(Class<?> kind) throws IOException {
    Set<String> names = new TreeSet<>();
    File jar = new File(kind.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (JarFile file = new JarFile(jar)) {
      for (String entry : file.stream().map(e -> e.getName()).toList()) {
        if (entry.startsWith("org/deeplearning4j/nn/conf/")
            && entry.endsWith(".class")
            && !entry.contains("$")) {
          String name = entry.substring(0, entry.length() - 6).replace('/', '.');
          if (isMade(kind, name)) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  private static boolean isMade(Class<?> kind, String name) {
    try {
      Class<?> type = Class.forName(name, false, kind.getClassLoader());
      return kind.isAssignableFrom(type)
          && !Modifier.isAbstract(type.getModifiers())
          && !ALIASES.contains(type.getSimpleName());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
