package org.percept4j.hypercolumn.vgg16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class PreprocessingTest {

  private static BufferedImage filled(int type, int rgb) {
    BufferedImage image = new BufferedImage(4, 3, type);
    for (int i = 0; i < 12; i++) {
      image.setRGB(i % 4, i / 4, rgb);
    }
    return image;
  }

  private static void assertChannels(INDArray array, float blue, float green, float red) {
    float[] expected = {blue, green, red};
    for (int c = 0; c < 3; c++) {
      INDArray plane = array.tensorAlongDimension(c, 2, 3);
      assertThat(plane.minNumber().floatValue()).isEqualTo(expected[c]);
      assertThat(plane.maxNumber().floatValue()).isEqualTo(expected[c]);
    }
  }

  @Test
  void redIsTheLastChannel() {
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_INT_ARGB
        }) {
      BufferedImage red = filled(type, 0xFFFF0000);
      assertChannels(Preprocessing.BLOG.of(red), 0, 0, 255);
      assertChannels(Preprocessing.VGG.of(red), -103.939f, -116.779f, 255 - 123.68f);
      assertChannels(Preprocessing.BLOG.of(red, 7, 2), 0, 0, 255);
    }
    assertChannels(
        Preprocessing.BLOG.of(filled(BufferedImage.TYPE_INT_RGB, 0x102030)), 0x30, 0x20, 0x10);
  }

  @Test
  void pixelsKeepTheirPlaces() {
    BufferedImage image = filled(BufferedImage.TYPE_INT_RGB, 0);
    image.setRGB(3, 1, 0x0000FF);
    INDArray array = Preprocessing.BLOG.of(image);
    assertThat(array.shape()).containsExactly(1, 3, 3, 4);
    assertThat(array.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(array.getFloat(0, 0, 1, 3)).isEqualTo(255);
    assertThat(array.sumNumber().floatValue()).isEqualTo(255);
  }

  @Test
  void sizesBelowOneAreRefused() {
    BufferedImage image = filled(BufferedImage.TYPE_INT_RGB, 0);
    assertThatThrownBy(() -> Preprocessing.VGG.of(image, 0, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }
}
