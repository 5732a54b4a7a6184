package org.percept4j.erf.theory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.percept4j.core.LayerRef;
import org.percept4j.erf.theory.Architectures.Stride;

/** The table of Araujo, Norris and Sim, "Computing Receptive Fields of CNNs", Distill 2019. */
class PublishedFieldsTest {

  private static final int NOT_PUBLISHED = Integer.MIN_VALUE;

  static Stream<Arguments> table() {
    return Stream.of(
        Arguments.of("AlexNet-v2", 224, Architectures.alexNetV2(), 195, NOT_PUBLISHED),
        Arguments.of("VGG-A", 224, Architectures.vgg(1, 1, 2, 2, 2), 150, 59),
        Arguments.of("VGG-16", 224, Architectures.vgg(2, 2, 3, 3, 3), 212, 90),
        Arguments.of("VGG-19", 224, Architectures.vgg(2, 2, 4, 4, 4), 268, NOT_PUBLISHED),
        Arguments.of("MobileNet-v1", 224, Architectures.mobileNetV1(), 315, 126),
        Arguments.of("ResNet-50", 224, resNet(Stride.LAST_3X3, 3, 4, 6, 3), 483, 239),
        Arguments.of("ResNet-101", 224, resNet(Stride.LAST_3X3, 3, 4, 23, 3), 1027, NOT_PUBLISHED),
        Arguments.of("ResNet-152", 224, resNet(Stride.LAST_3X3, 3, 8, 36, 3), 1507, NOT_PUBLISHED),
        Arguments.of("ResNet-50 1", 224, resNet(Stride.FIRST_1X1, 3, 4, 6, 3), 483, 239),
        Arguments.of(
            "ResNet-101 1", 224, resNet(Stride.FIRST_1X1, 3, 4, 23, 3), 1027, NOT_PUBLISHED),
        Arguments.of(
            "ResNet-152 1", 224, resNet(Stride.FIRST_1X1, 3, 8, 36, 3), 1507, NOT_PUBLISHED),
        Arguments.of("ResNet-50 3", 224, resNet(Stride.FIRST_3X3, 3, 4, 6, 3), 427, NOT_PUBLISHED),
        Arguments.of(
            "ResNet-101 3", 224, resNet(Stride.FIRST_3X3, 3, 4, 23, 3), 971, NOT_PUBLISHED),
        Arguments.of(
            "ResNet-152 3", 224, resNet(Stride.FIRST_3X3, 3, 8, 36, 3), 1451, NOT_PUBLISHED),
        Arguments.of("Inception-v3", 299, Architectures.inceptionV3(), 1311, NOT_PUBLISHED),
        Arguments.of("Inception-v4", 299, Architectures.inceptionV4(), 2071, NOT_PUBLISHED),
        Arguments.of(
            "Inception-ResNet-v2", 299, Architectures.inceptionResNetV2(), 3039, NOT_PUBLISHED));
  }

  private static ComputationGraphConfiguration resNet(Stride where, int... units) {
    return Architectures.resNet(where, units);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void fieldsOfPublishedArchitecturesAreFound(
      String name, int side, ComputationGraphConfiguration conf, int size, int padding) {
    TheoreticalReceptiveField field =
        ReceptiveFields.of(conf, InputSize.square(side)).field(LayerRef.name("end"));

    assertThat(field.rows().size()).as(name).isEqualTo(size);
    assertThat(field.columns().size()).as(name).isEqualTo(size);
    assertThat(field.isAligned()).as(name).isTrue();
    assertThat(field.rows().isRegular()).as(name).isTrue();
    if (padding != NOT_PUBLISHED) {
      assertThat(field.rows().padding()).as(name).isEqualTo(padding);
    }
  }

  @Test
  void poolsOfVgg16GrowAsPublished() {
    ReceptiveFields fields =
        ReceptiveFields.of(Architectures.vgg(2, 2, 3, 3, 3), InputSize.square(224));
    int[][] published = {{6, 2}, {16, 6}, {44, 18}, {100, 42}, {212, 90}};
    int block = 0;
    for (TheoreticalReceptiveField f : fields.all()) {
      if (f.layer().startsWith("pool")) {
        assertThat(f.rows().size()).isEqualTo(published[block][0]);
        assertThat(f.rows().padding()).isEqualTo(published[block][1]);
        block++;
      }
    }
    assertThat(block).isEqualTo(5);
  }
}
