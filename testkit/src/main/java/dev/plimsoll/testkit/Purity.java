package dev.plimsoll.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.time.Instant;

/// Rule that code has no effects: it reaches no database, file or network, and asks no clock.
public final class Purity {

  private Purity() {}

  /// Reads the classes of the module under test: a second or two.
  ///
  /// @param packages with those below them
  /// @throws AssertionError with what breaks the rule, and where a package has no class
  public static void requireIn(String... packages) {
    ArchConfiguration.withThreadLocalScope(
        configuration -> {
          // The rule needs only the names of other modules' classes.
          configuration.setResolveMissingDependenciesFromClassPath(false);
          JavaClasses all = new ClassFileImporter().importPath(Path.of("target", "classes"));
          for (String each : packages) {
            noClasses()
                .that()
                .resideInAPackage(each + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "java.io..", "java.nio.file..", "java.net..")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(all);
          }
        });
  }
}
