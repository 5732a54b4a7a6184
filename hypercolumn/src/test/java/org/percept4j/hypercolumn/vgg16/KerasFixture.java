package org.percept4j.hypercolumn.vgg16;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.percept4j.hypercolumn.vgg16.Vgg16Layers.Kind;
import org.percept4j.hypercolumn.vgg16.Vgg16Layers.Step;

/** Writes files of the layout and names of Keras's published VGG-16 weights. */
final class KerasFixture {

  /** All axes of different lengths, and four cells to flatten. */
  static final Vgg16Layers NARROW = new Vgg16Layers(List.of(4, 5, 6, 7, 8), 9, 64);

  private KerasFixture() {}

  /** Random weights that keep activations at their scale, by path in the file. */
  static Map<String, Object> random(List<Step> steps, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Object> arrays = new LinkedHashMap<>();
    for (Step step : steps) {
      if (step.kind() == Kind.POOLING) {
        continue;
      }
      String path = step.keras() + "/" + step.keras();
      double scale = Math.sqrt(6.0 / (step.in() * (step.kind() == Kind.CONVOLUTION ? 9 : 1)));
      arrays.put(
          path + "_W_1:0",
          step.kind() == Kind.CONVOLUTION
              ? kernel(random, scale, step.in(), step.out())
              : matrix(random, scale, step.in(), step.out()));
      arrays.put(path + "_b_1:0", matrix(random, 0.1, 1, step.out())[0]);
    }
    return arrays;
  }

  static float[][] matrix(SplittableRandom random, double scale, int rows, int columns) {
    float[][] matrix = new float[rows][columns];
    for (float[] row : matrix) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) ((2 * random.nextDouble() - 1) * scale);
      }
    }
    return matrix;
  }

  private static float[][][][] kernel(SplittableRandom random, double scale, int in, int out) {
    float[][][][] kernel = new float[3][3][][];
    for (float[][][] row : kernel) {
      for (int x = 0; x < 3; x++) {
        row[x] = matrix(random, scale, in, out);
      }
    }
    return kernel;
  }

  static Path write(Path file, Map<String, Object> arrays) {
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      Map<String, WritableGroup> groups = new HashMap<>();
      arrays.forEach(
          (path, array) -> {
            WritableGroup group = hdf;
            String[] names = path.split("/");
            for (int i = 0; i < names.length - 1; i++) {
              WritableGroup parent = group;
              String name = names[i];
              group =
                  groups.computeIfAbsent(
                      String.join("/", List.of(names).subList(0, i + 1)),
                      p -> parent.putGroup(name));
            }
            group.putDataset(names[names.length - 1], array);
          });
    }
    return file;
  }
}
