package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.erf.measure.ErfMap;

class FilesTest {

  @TempDir Path folder;

  @Test
  void filesHoldTheMap() throws Exception {
    EffectiveReceptiveField erf =
        ErfAnalyzer.builder(Nets.chain(DataType.FLOAT, 15, 4, 2, Activation.TANH, 1))
            .inputSize(15, 17)
            .samples(2)
            .build()
            .analyze();
    ErfMap map = erf.map();
    ErfFiles.writeCsv(map, folder.resolve("erf.csv"));
    ErfFiles.writeNpy(map, folder.resolve("erf.npy"));
    ErfFiles.writePng(erf, folder.resolve("erf.png"));
    ErfPlots.logHeatmap(map, "layer").writePng(folder.resolve("log.png"));
    ErfPlots.profile(map, "layer").writeSvg(folder.resolve("profile.svg"));

    List<String> lines = Files.readAllLines(folder.resolve("erf.csv"));
    INDArray npy = Nd4j.createFromNpyFile(folder.resolve("erf.npy").toFile());
    assertThat(lines).hasSize(15);
    assertThat(npy.shape()).containsExactly(15, 17);
    for (int r = 0; r < 15; r++) {
      String[] cells = lines.get(r).split(",", -1);
      assertThat(cells).hasSize(17);
      for (int c = 0; c < 17; c++) {
        assertThat(Double.parseDouble(cells[c])).isEqualTo(map.get(r, c));
        assertThat(npy.getFloat(r, c)).isEqualTo((float) map.get(r, c));
      }
    }
    BufferedImage linear = ImageIO.read(folder.resolve("erf.png").toFile());
    assertThat(linear.getWidth()).isGreaterThanOrEqualTo(14 * 17);
    assertThat(linear.getHeight()).isGreaterThanOrEqualTo(14 * 15);
    assertThat(ImageIO.read(folder.resolve("log.png").toFile()).getWidth())
        .isEqualTo(linear.getWidth());
    assertThat(folder.resolve("profile.svg")).content().startsWith("<svg").endsWith("</svg>");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(5);
    }
  }
}
