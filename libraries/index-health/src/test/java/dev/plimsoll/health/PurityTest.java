package dev.plimsoll.health;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Rules are pure: facts come in, and so does the time.
@AnalyzeClasses(
    packages = {
      "dev.plimsoll.health.finding",
      "dev.plimsoll.health.index",
      "dev.plimsoll.health.table",
      "dev.plimsoll.health.vacuum",
      "dev.plimsoll.health.capacity",
      "dev.plimsoll.health.vector"
    },
    importOptions = ImportOption.DoNotIncludeTests.class)
final class PurityTest {
  @ArchTest
  static final ArchRule NO_EFFECTS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "java.io..", "java.nio.file..", "java.net..")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.time.Instant.class, "now");
}
