import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The side of DJL with PyTorch's engine, as a user of its Java API would write it: a traced model
 * and a predictor. Answers compare.py as side.py does. Started from its source: java -cp CLASSPATH
 * DjlSide.java MODEL, with the model that side.py exports.
 */
public final class DjlSide {

  private static final int SIDE = 224;

  private DjlSide() {}

  public static void main(String[] args) throws Exception {
    System.setProperty("ai.djl.pytorch.num_threads", System.getenv("OMP_NUM_THREADS"));
    float[] image = new float[3 * SIDE * SIDE];
    for (int i = 0; i < image.length; i++) {
      image[i] = i % 251 / 251f;
    }
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(Path.of(args[0]))
            .optEngine("PyTorch")
            .optDevice(Device.cpu())
            .optTranslator(new NoopTranslator())
            .build();
    try (ZooModel<NDList, NDList> model = criteria.loadModel();
        Predictor<NDList, NDList> predictor = model.newPredictor()) {
      BufferedReader names =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String name = names.readLine(); name != null; name = names.readLine()) {
        long start = System.nanoTime();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
          NDList input = new NDList(manager.create(image, new Shape(1, 3, SIDE, SIDE)));
          try (NDList maps = predictor.predict(input)) {
            if (maps.size() != 5) {
              throw new IllegalStateException("maps: expected 5, got " + maps.size());
            }
          }
        }
        System.out.printf(Locale.ROOT, "= %.6f%n", (System.nanoTime() - start) / 1e6);
        System.out.flush();
      }
    }
  }
}
