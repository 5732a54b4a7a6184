package org.percept4j.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** The house rules that a machine can check: which way dependencies point, and what is not used. */
@AnalyzeClasses(packages = "org.percept4j", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] LIBRARY = {
    "org.percept4j.core..",
    "org.percept4j.sonify..",
    "org.percept4j.erf..",
    "org.percept4j.hypercolumn..",
    "org.percept4j.live.."
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
  static final ArchRule libraryPrintsNothing =
      noClasses()
          .that()
          .resideInAnyPackage(LIBRARY)
          .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule nothingIsDeserialisedWithJava =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(java.io.ObjectInputStream.class)
          .because("reading objects from files lets a file run code");

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
