import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.Map;

/**
 * ONNX Runtime's side of the comparison, as a user of its Java API would write it. Answers
 * compare.py as side.py does. Started from its source: java -cp CLASSPATH OnnxSide.java MODEL, with
 * the model that side.py exports.
 */
public final class OnnxSide {

  private static final int SIDE = 224;

  private OnnxSide() {}

  public static void main(String[] args) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(Integer.parseInt(System.getenv("OMP_NUM_THREADS")));
    OrtSession session = environment.createSession(args[0], options);
    String input = session.getInputNames().iterator().next();
    float[] image = new float[3 * SIDE * SIDE];
    for (int i = 0; i < image.length; i++) {
      image[i] = i % 251 / 251f;
    }
    BufferedReader names = new BufferedReader(new InputStreamReader(System.in));
    for (String name = names.readLine(); name != null; name = names.readLine()) {
      long start = System.nanoTime();
      try (OnnxTensor tensor =
              OnnxTensor.createTensor(
                  environment, FloatBuffer.wrap(image), new long[] {1, 3, SIDE, SIDE});
          OrtSession.Result maps = session.run(Map.of(input, tensor))) {
        if (maps.size() != 5) {
          throw new IllegalStateException("maps: expected 5, got " + maps.size());
        }
      }
      System.out.printf(Locale.ROOT, "= %.6f%n", (System.nanoTime() - start) / 1e6);
      System.out.flush();
    }
  }
}
