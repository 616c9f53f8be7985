package dev.plimsoll.testkit;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;

/// Rule that packages have no import cycles: what two of them share lies below both.
public final class PackageCycles {

  private PackageCycles() {}

  /// Reads the classes of the module under test: a second or two.
  ///
  /// @throws AssertionError where there is a cycle, with its dependencies
  public static void requireNone() {
    ArchConfiguration.withThreadLocalScope(
        configuration -> {
          // The rule needs only the names of other modules' classes.
          configuration.setResolveMissingDependenciesFromClassPath(false);
          slices()
              .matching("dev.plimsoll.(**)")
              .should()
              .beFreeOfCycles()
              .check(new ClassFileImporter().importPath(Path.of("target", "classes")));
        });
  }
}
