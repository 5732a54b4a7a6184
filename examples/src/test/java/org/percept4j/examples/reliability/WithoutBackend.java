package org.percept4j.examples.reliability;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.percept4j.core.NetworkInput;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.NetworkStructure;
import org.percept4j.core.acceleration.Acceleration;
import org.percept4j.core.npy.NpyReader;
import org.percept4j.core.npy.NpyWriter;
import org.percept4j.core.npy.SerializedArray;
import org.percept4j.core.plot.Heatmap;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.core.resample.Bilinear;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.ErfFiles;
import org.percept4j.erf.ErfPlots;
import org.percept4j.erf.OuterWeightInit;
import org.percept4j.erf.WeightDraw;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.GaussianFit;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.LinearErf;
import org.percept4j.erf.theory.ReceptiveFields;
import org.percept4j.hypercolumn.FeatureMaps;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.PixelPoints;
import org.percept4j.hypercolumn.VolumeFile;
import org.percept4j.hypercolumn.learn.KMeans;
import org.percept4j.hypercolumn.learn.LogisticRegression;
import org.percept4j.hypercolumn.learn.PixelClassifier;
import org.percept4j.hypercolumn.learn.PixelClusters;
import org.percept4j.hypercolumn.learn.PixelPca;
import org.percept4j.hypercolumn.learn.PixelRegression;
import org.percept4j.hypercolumn.learn.PixelScaler;
import org.percept4j.hypercolumn.vgg16.PretrainedVgg16;
import org.percept4j.live.Dashboard;
import org.percept4j.live.Report;
import org.percept4j.nanodet.Nanodet;
import org.percept4j.onnx.OnnxNetwork;
import org.percept4j.sonify.GradientSonifier;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.sink.GradientRecorder;
import org.percept4j.sonify.sink.Replay;
import org.percept4j.sonify.tone.ToneMapping;

/** Calls every entry point once in a program that has no ND4J backend, and says what came. */
public final class WithoutBackend {

  private static final InputSize INPUT = InputSize.square(9);

  private final Path folder;
  private final MultiLayerConfiguration sequence;
  private final ComputationGraphConfiguration graph;

  private WithoutBackend(Path folder) throws Exception {
    this.folder = folder;
    sequence = MultiLayerConfiguration.fromJson(Files.readString(folder.resolve("sequence.json")));
    graph = ComputationGraphConfiguration.fromJson(Files.readString(folder.resolve("graph.json")));
  }

  /**
   * Runs.
   *
   * @param args the folder that the test has filled
   * @throws Exception if a configuration cannot be read
   */
  @SuppressWarnings("SystemOut") // what the test reads
  public static void main(String[] args) throws Exception {
    WithoutBackend program = new WithoutBackend(Path.of(args[0]));
    program
        .calls()
        .forEach(
            (name, call) -> {
              String came = "done";
              try {
                call.call();
              } catch (Throwable e) { // an error is what must not come
                came = e.toString();
              }
              System.out.println(name + "\t" + came.lines().findFirst().orElse(""));
            });
  }

  private Map<String, Callable<?>> calls() {
    Map<String, Callable<?>> all = new LinkedHashMap<>();
    withoutArrays(all);
    withNetworks(all);
    all.put("array", () -> NpyReader.read(folder.resolve("array.npy")));
    all.put(
        "array creation",
        () -> NpyWriter.create(folder.resolve("n.npy"), NpyWriter.Precision.SINGLE, 1));
    all.put("serialized", () -> SerializedArray.read(new ByteArrayInputStream(new byte[99]), 9));
    all.put("classifier", () -> PixelClassifier.load(folder.resolve("classifier.npz")));
    all.put("clusters", () -> PixelClusters.load(folder.resolve("clusters.npz")));
    all.put("pca", () -> PixelPca.load(folder.resolve("pca.npz")));
    all.put("scaler", () -> PixelScaler.load(folder.resolve("scaler.npz")));
    all.put("regression", () -> PixelRegression.load(folder.resolve("regression.npz")));
    all.put("vgg16", () -> PretrainedVgg16.load(folder.resolve("vgg16.h5")));
    all.put("vgg16 trunk", () -> PretrainedVgg16.loadTrunk(folder.resolve("vgg16.h5")));
    all.put("onnx", () -> OnnxNetwork.read(folder.resolve("model.onnx")));
    all.put("nanodet", Nanodet::load);
    return all;
  }

  /** What needs no backend, and so must do its work. */
  private void withoutArrays(Map<String, Callable<?>> all) {
    all.put("- structure", () -> NetworkStructure.of(sequence));
    all.put("- inputs", () -> NetworkInput.of(NetworkStructure.of(graph)));
    all.put("- fields", () -> ReceptiveFields.of(sequence, INPUT).toString());
    all.put("- fields of graph", () -> ReceptiveFields.of(graph, INPUT).toString());
    all.put("- linear", () -> GaussianFit.of(LinearErf.chain(5, 3)).toString());
    all.put("- map", () -> ErfMap.of(new double[][] {{0, 1}, {2, 3}}).toString());
    all.put("- erf plot", () -> ErfPlots.heatmap(LinearErf.chain(5, 3), "title").toImage());
    all.put(
        "- erf files",
        () -> {
          ErfFiles.writeCsv(LinearErf.chain(5, 3), folder.resolve("map.csv"));
          ErfFiles.writeNpy(LinearErf.chain(5, 3), folder.resolve("map.npy"));
          return null;
        });
    all.put("- heat map", () -> Heatmap.of(new double[] {1, 2}, 1, 2).toImage());
    all.put("- resampling", () -> Bilinear.of(2, 2, 4, 4, Convention.HALF_PIXEL));
    all.put("- points", () -> PixelPoints.random(3, 4, 5, 1));
    all.put(
        "- settings", () -> KMeans.builder(3).build().toString() + LogisticRegression.builder(2));
    all.put("- weights", () -> OuterWeightInit.class.getName() + WeightDraw.byConfiguration());
    all.put(
        "- sound",
        () -> {
          Path log = folder.resolve("run.jsonl");
          try (GradientRecorder recorder = GradientRecorder.builder().log(log).build()) {
            recorder.record(GradientFrame.of(0, List.of(new GradientTrack(0, "a", false)), 1));
          }
          String replay = Replay.builder(log).build().toString();
          Report.write(log, folder.resolve("report.html"));
          return replay + ToneMapping.perceptual();
        });
    all.put(
        "- page",
        () -> {
          try (Dashboard page = Dashboard.builder().build()) {
            return page.toString();
          }
        });
    all.put(
        "- sonifier",
        () -> {
          try (var sonifier = GradientSonifier.builder().wav(folder.resolve("a.wav")).build()) {
            return sonifier.toString();
          }
        });
  }

  /** Networks that were built, but that DL4J could not initialise. */
  private void withNetworks(Map<String, Callable<?>> all) {
    Map<String, Callable<Model>> models =
        Map.of(
            "sequence",
            () -> new MultiLayerNetwork(sequence),
            "graph",
            () -> new ComputationGraph(graph));
    models.forEach(
        (name, model) -> {
          all.put("analyzer " + name, () -> ErfAnalyzer.builder(model.call()).build().analyze());
          all.put(
              "extractor " + name,
              () -> HypercolumnExtractor.builder(model.call()).layers(0).build());
          all.put("probe " + name, () -> NetworkProbe.of(model.call()));
          all.put("layers " + name, () -> NetworkLayers.of(model.call()));
          all.put("model inputs " + name, () -> NetworkInput.of(model.call()));
          all.put("acceleration " + name, () -> Acceleration.enable(model.call()));
          all.put("model fields " + name, () -> ReceptiveFields.of(model.call(), INPUT));
          all.put(
              "attached " + name,
              () -> {
                try (var sonifier = GradientSonifier.builder().build()) {
                  sonifier.attachTo(model.call());
                  return null;
                }
              });
        });
    all.put("maps", () -> FeatureMaps.of("a", 1, 2, 2, new float[4]).toString());
    all.put(
        "volume",
        () -> {
          Hypercolumns columns =
              Hypercolumns.of(
                  List.of(FeatureMaps.of("a", 1, 2, 2, new float[4])), 4, 4, Convention.HALF_PIXEL);
          VolumeFile.write(columns, folder.resolve("volume.npy"));
          return columns.meanMap();
        });
  }
}
