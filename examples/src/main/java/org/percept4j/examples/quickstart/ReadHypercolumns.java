package org.percept4j.examples.quickstart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.VolumeFile;
import org.percept4j.hypercolumn.learn.KMeans;

/** Reads every pixel's activations in both convolutions, and clusters the pixels by them. */
final class ReadHypercolumns {
  public static void main(String[] args) throws IOException {
    Path npy = Path.of(args.length > 0 ? args[0] : ".").resolve("columns.npy");
    var image = Bars.batch(1, new Random(1)).getFeatures();
    var extractor = HypercolumnExtractor.builder(Bars.network()).layers(0, 1).build();
    var columns = extractor.extract(image);
    System.out.println("Pixel (3, 5): " + Arrays.toString(columns.at(3, 5)));
    var clusters = KMeans.builder(3).seed(1).build().fit(columns);
    System.out.println("Pixels in each cluster: " + Arrays.toString(clusters.sizes()));
    VolumeFile.write(columns, npy);
    System.out.println("For NumPy: " + npy);
  }
}
