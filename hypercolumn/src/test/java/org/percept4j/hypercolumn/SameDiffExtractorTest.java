package org.percept4j.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.SameDiffNets;

/** Hypercolumns of SameDiff graphs: PyTorch's activations, and channels wherever they are. */
class SameDiffExtractorTest {

  @ParameterizedTest
  @CsvSource({"DOUBLE, 1e-6", "FLOAT, 1e-5"}) // maps are kept in FLOAT: 2^-24 of the largest
  void hasPyTorchsActivations(DataType type, double tolerance) {
    SameDiff graph = SameDiffNets.small(type);
    int operations = graph.ops().length;
    HypercolumnExtractor extractor =
        HypercolumnExtractor.builder(graph).layers("h", "y").outputSize(4, 4).build();
    List<Hypercolumns> found = extractor.extractBatch(SameDiffNets.array("x", type));
    INDArray y = SameDiffNets.array("y", DataType.DOUBLE);
    assertThat(found).hasSize(2);
    for (int n = 0; n < 2; n++) {
      INDArray maps = found.get(n).maps("y").toArray();
      for (int c = 0; c < 5; c++) {
        for (int p = 0; p < 16; p++) {
          assertThat(maps.getDouble(c, p / 4, p % 4))
              .isEqualTo(y.getDouble(n, c, p / 4, p % 4), within(tolerance));
        }
      }
    }
    assertThat(found.get(0).depth()).isEqualTo(9);
    assertThat(graph.ops()).hasSize(operations);
  }

  @Test
  void findsChannelsThatAPermutationMoves() {
    SameDiff graph = SameDiffNets.small(DataType.FLOAT);
    graph.permute("last", graph.getVariable("y"), 0, 2, 3, 1);
    HypercolumnExtractor extractor =
        HypercolumnExtractor.builder(graph).layers("y", "last").outputSize(4, 4).build();
    Hypercolumns found = extractor.extractBatch(SameDiffNets.array("x", DataType.FLOAT)).get(0);
    assertThat(found.maps("last").toArray()).isEqualTo(found.maps("y").toArray());
  }

  @Test
  void namesWhatIsWrong() {
    SameDiff graph = SameDiffNets.small(DataType.FLOAT);
    assertThatThrownBy(() -> HypercolumnExtractor.builder(graph).layers("z").build())
        .hasMessageStartingWith("variable: expected")
        .hasMessageEndingWith("got \"z\"");
    HypercolumnExtractor extractor = HypercolumnExtractor.builder(graph).layers("h").build();
    assertThatThrownBy(() -> extractor.extract(Nd4j.zeros(DataType.FLOAT, 4, 9, 9)))
        .hasMessageStartingWith("image: expected 3 channels for input \"x\"");
    assertThatThrownBy(() -> extractor.extract(Nd4j.zeros(DataType.FLOAT, 9)))
        .hasMessageStartingWith("image: expected [channels, height, width]");
    SDVariable other = graph.placeHolder("other", DataType.FLOAT, -1, 4, -1, -1);
    graph.getVariable("h").add("both", other);
    HypercolumnExtractor two = HypercolumnExtractor.builder(graph).layers("both").build();
    assertThatThrownBy(() -> two.extract(Nd4j.zeros(DataType.FLOAT, 3, 9, 9)))
        .hasMessage("inputs: expected 2, one per network input, got 1");
  }
}
