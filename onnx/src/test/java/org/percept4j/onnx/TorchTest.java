package org.percept4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Small networks of torchvision's kinds, kept with the tests, against PyTorch. */
class TorchTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet",
        "squeezenet",
        "mobilenetv2",
        "mobilenetv3",
        "densenet",
        "shufflenet",
        "unet",
        "grouped"
      })
  void equalsPyTorch(String name) throws IOException, URISyntaxException {
    TorchCase.Errors errors = new TorchCase(bundled(), name).compare(DataType.FLOAT, 1e-4);
    assertThat(errors.mapsFound()).isEqualTo(6);
    assertThat(errors.fields()).isEqualTo(5);
  }

  static Path bundled() throws URISyntaxException {
    return Path.of(Objects.requireNonNull(TorchTest.class.getResource("/onnx")).toURI());
  }
}
