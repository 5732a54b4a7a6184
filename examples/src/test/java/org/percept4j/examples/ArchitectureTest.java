package org.percept4j.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.InstanceofCheck;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The house rules that a machine can check: which way dependencies point, and what is not used. */
@AnalyzeClasses(
    packages = "org.percept4j",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {

  /** Leaves out the tests of other modules that this one's tests use. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String[] LIBRARY = {
    "org.percept4j.core..",
    "org.percept4j.sonify..",
    "org.percept4j.erf..",
    "org.percept4j.hypercolumn..",
    "org.percept4j.live..",
    "org.percept4j.nanodet..",
    "org.percept4j.onnx..",
    "org.percept4j.spark.."
  };

  @ArchTest
  static final ArchRule coreKnowsNoTool =
      noClasses()
          .that()
          .resideInAPackage("org.percept4j.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.percept4j.sonify..",
              "org.percept4j.erf..",
              "org.percept4j.hypercolumn..",
              "org.percept4j.live..",
              "org.percept4j.nanodet..",
              "org.percept4j.onnx..",
              "org.percept4j.spark..",
              "org.percept4j.examples..");

  @ArchTest
  static final ArchRule toolsDoNotKnowEachOther =
      SlicesRuleDefinition.slices()
          .matching("org.percept4j.(sonify|erf|hypercolumn)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      SlicesRuleDefinition.slices().matching("org.percept4j.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule internalsAreForTheLibrariesOnly =
      noClasses()
          .that()
          .resideInAnyPackage("org.percept4j.examples..", "org.percept4j.benchmarks..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.percept4j..internal..");

  @ArchTest
  static final ArchRule onlyCoreTellsTheTwoNetworkClassesApart =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.percept4j.core..")
          .should(askWhichNetworkAModelIs());

  private static ArchCondition<JavaClass> askWhichNetworkAModelIs() {
    Set<String> networks =
        Set.of(MultiLayerNetwork.class.getName(), ComputationGraph.class.getName());
    return new ArchCondition<>("ask by instanceof which of DL4J's networks a model is") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (InstanceofCheck asked : type.getInstanceofChecks()) {
          boolean network = networks.contains(asked.getRawType().getName());
          events.add(new SimpleConditionEvent(type, network, asked.toString()));
        }
      }
    };
  }

  @ArchTest
  static final ArchRule soundNeedsNoNetwork =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.percept4j.sonify.frame..",
              "org.percept4j.sonify.tone..",
              "org.percept4j.sonify.sink..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.percept4j.core..");

  @ArchTest
  static final ArchRule libraryPrintsNothing =
      noClasses()
          .that()
          .resideInAnyPackage(LIBRARY)
          .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule nothingIsDeserialisedWithJava =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("org.percept4j.spark.OrderedJob") // its own executors' bytes
          .and()
          .doNotHaveFullyQualifiedName("org.percept4j.spark.OrderedJob$Merged")
          .and()
          .doNotHaveFullyQualifiedName("org.percept4j.spark.OrderedJob$OfContext")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(java.io.ObjectInputStream.class)
          .because("reading objects from files lets a file run code");

  @ArchTest
  static void everyLibraryIsLookedAt(JavaClasses classes) {
    for (String library : LIBRARY) {
      String start = library.replace("..", ".");
      assertThat(classes).as(library).anyMatch(type -> type.getName().startsWith(start));
    }
  }

  @ArchTest
  static final ArchRule noGlobalRandomness =
      noClasses()
          .that()
          .resideInAnyPackage(LIBRARY)
          .and()
          .doNotHaveFullyQualifiedName("org.percept4j.erf.WeightDraw") // puts it back as it was
          .should()
          .callMethod(org.nd4j.linalg.factory.Nd4j.class, "getRandom")
          .because("ND4J's generator belongs to the user's training");
}
