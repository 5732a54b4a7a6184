package org.percept4j.core.image;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.CRC32;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files whose header claims more pixels than their data gives, in each way of compressing. */
class LyingHeadersTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "rgb.png, 2, 1",
    "rgb.png, 1, 2",
    "kinds/interlaced.png, 1, 2",
    "kinds/grey1.png, 3, 1",
    "grey8.bmp, 2, 1",
    "grey8.bmp, 1, 2",
    "kinds/rgb565.bmp, 1, 2",
    "kinds/rle8.bmp, 2, 1",
    "kinds/rle8.bmp, 1, 2",
    "kinds/rle4.bmp, 2, 1",
    "kinds/rle4.bmp, 1, 2",
    "kinds/palette.gif, 2, 1",
    "kinds/palette.gif, 1, 2",
    "kinds/one.gif, 1, 5",
    "grey8.jpg, 2, 1",
    "grey8.jpg, 1, 2",
    "progressive.jpg, 1, 2",
    "kinds/ycck.jpg, 1, 2",
    "kinds/rgb.tif, 2, 1",
    "kinds/rgb.tif, 1, 2",
    "kinds/rgb-lzw.tif, 2, 1",
    "kinds/rgb-lzw.tif, 1, 2",
    "kinds/rgb-deflate.tif, 2, 1",
    "kinds/rgb-deflate.tif, 1, 2",
    "kinds/packbits.tif, 2, 1",
    "kinds/packbits.tif, 1, 2",
    "kinds/planar.tif, 2, 1",
    "kinds/planar.tif, 1, 2",
    "kinds/palette.tif, 1, 2",
    "kinds/bilevel.tif, 3, 1"
  })
  void isRefused(String name, int wider, int higher) throws Exception {
    byte[] bytes =
        Files.readAllBytes(
            Path.of(Objects.requireNonNull(getClass().getResource("/images/" + name)).toURI()));
    enlarge(bytes, name.substring(name.length() - 3), wider, higher);
    Path file = Files.write(folder.resolve("lie"), bytes);
    assertThatThrownBy(() -> PictureReader.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": expected a ");
  }

  private static void enlarge(byte[] bytes, String kind, int wider, int higher) {
    ByteBuffer big = ByteBuffer.wrap(bytes);
    ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (kind) {
      case "png" -> {
        big.putInt(16, big.getInt(16) * wider).putInt(20, big.getInt(20) * higher);
        CRC32 sum = new CRC32();
        sum.update(bytes, 12, 17);
        big.putInt(29, (int) sum.getValue());
      }
      case "bmp" ->
          little.putInt(18, little.getInt(18) * wider).putInt(22, little.getInt(22) * higher);
      case "gif" -> {
        int frame = 13 + (3 << ((bytes[10] & 7) + 1));
        while (bytes[frame] == 0x21) {
          frame += 8; // a graphic control extension
        }
        enlarge(little, frame + 5, wider);
        enlarge(little, frame + 7, higher);
      }
      case "jpg" -> {
        int frame = 2;
        while ((bytes[frame + 1] & 0xFC) != 0xC0) {
          frame += 2 + big.getShort(frame + 2);
        }
        enlarge(big, frame + 7, wider);
        enlarge(big, frame + 5, higher);
      }
      default -> {
        int directory = little.getInt(4);
        for (int i = 0; i < little.getShort(directory); i++) {
          int at = directory + 2 + 12 * i;
          int tag = little.getShort(at);
          int by = tag == 256 ? wider : tag == 257 ? higher : 1;
          if (little.getShort(at + 2) == 3) {
            enlarge(little, at + 8, by);
          } else {
            little.putInt(at + 8, little.getInt(at + 8) * by);
          }
        }
      }
    }
  }

  private static void enlarge(ByteBuffer file, int at, int by) {
    file.putShort(at, (short) (file.getShort(at) * by));
  }
}
