package org.percept4j.examples;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Set;
import java.util.stream.Stream;

/** Holds what users hold in their hands: all of it can be printed, and values can be compared. */
@AnalyzeClasses(
    packages = "org.percept4j",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ValuesTest {

  /** What has a state, works on something, reports or draws, and so is equal to itself only. */
  private static final Set<String> NO_VALUES =
      Set.of(
          "NetworkLayers",
          "SameDiffGraph",
          "NpyWriter",
          "BarPlot",
          "Heatmap",
          "LinePlot",
          "MapFigure",
          "MapPanel",
          "PictureFigure",
          "Spectrogram",
          "SameDiffProbe",
          "UnitGradients",
          "EffectiveReceptiveField",
          "ErfFilm",
          "ErfTracker",
          "AxisField",
          "LinearErf",
          "ReceptiveFields",
          "SpatialGraph",
          "ImageSet",
          "PixelProducts",
          "Projection",
          "SampleFolder",
          "KMeans",
          "LogisticRegression",
          "PixelSimilarity",
          "WeightsDownload",
          "Report",
          "ClassMaps",
          "OnnxNetwork",
          "SameDiffSonifier",
          "GradientAlarm",
          "GradientLog",
          "GradientRecorder",
          "RecordingSettings",
          "Replay",
          "Synthesizer",
          "Voicing",
          "SharedNetwork",
          "SparkHypercolumns");

  private static final DescribedPredicate<JavaClass> INSTANCES =
      DescribedPredicate.describe(
          "public classes of the libraries with methods of their own",
          type ->
              !type.getPackageName()
                      .matches("org\\.percept4j\\.(examples|benchmarks|\\w+\\.internal).*")
                  && isSeen(type)
                  && !type.isInterface()
                  && !type.isEnum()
                  && !type.isRecord()
                  && !type.isAssignableTo(Throwable.class)
                  && type.getMethods().stream()
                      .anyMatch(
                          m ->
                              m.getModifiers().contains(JavaModifier.PUBLIC)
                                  && !m.getModifiers().contains(JavaModifier.STATIC)));

  private static boolean isSeen(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ValuesTest::isSeen).orElse(true);
  }

  private static boolean has(JavaClass type, String method, Class<?>... parameters) {
    return Stream.concat(Stream.of(type), type.getAllRawSuperclasses().stream())
        .filter(each -> !each.isEquivalentTo(Object.class))
        .anyMatch(each -> each.tryGetMethod(method, parameters).isPresent());
  }

  @ArchTest
  static final ArchRule everythingHasATextWorthReading =
      ArchRuleDefinition.classes()
          .that(INSTANCES)
          .should(
              new ArchCondition<>("have a toString") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  boolean there = has(type, "toString");
                  events.add(
                      new SimpleConditionEvent(type, there, "toString of " + type.getName()));
                }
              });

  @ArchTest
  static final ArchRule valuesAreEqualWhenTheirPartsAre =
      ArchRuleDefinition.classes()
          .that(INSTANCES)
          .should(
              new ArchCondition<>("be values with equals and hashCode, or named as none") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  boolean value = has(type, "equals", Object.class) && has(type, "hashCode");
                  boolean named =
                      NO_VALUES.contains(type.getSimpleName())
                          || type.getSimpleName().equals("Builder");
                  events.add(
                      new SimpleConditionEvent(type, value != named, "value: " + type.getName()));
                }
              });

  @ArchTest
  static final ArchRule valuesThatAreBuiltCanBeBuiltAnew =
      ArchRuleDefinition.classes()
          .that(INSTANCES)
          .should(
              new ArchCondition<>("have a toBuilder if they are values with a builder") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  boolean built = type.tryGetMethod("builder").isPresent();
                  boolean value = has(type, "equals", Object.class);
                  boolean again = type.tryGetMethod("toBuilder").isPresent();
                  events.add(
                      new SimpleConditionEvent(
                          type, again || !built || !value, "toBuilder of " + type.getName()));
                }
              });
}
