package dev.plimsoll.testkit;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;

/// The rule that packages depend on each other in no circle: what two of them share lies below
/// both.
public final class PackageCycles {
  private static final Path CLASSES = Path.of("target", "classes");

  private PackageCycles() {}

  /// Reads the classes of the module whose tests run, and no other's: a second or two.
  ///
  /// @throws AssertionError where there is a cycle, with the dependencies that make it
  public static void requireNone() {
    ArchConfiguration.withThreadLocalScope(
        configuration -> {
          // Classes of other modules stay names, which is all that the rule asks of them.
          configuration.setResolveMissingDependenciesFromClassPath(false);
          slices()
              .matching("dev.plimsoll.(**)")
              .should()
              .beFreeOfCycles()
              .check(new ClassFileImporter().importPath(CLASSES));
        });
  }
}
