package dev.plimsoll.testkit;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/// The rule that packages depend on each other in no circle: what two of them share lies below
/// both.
public final class PackageCycles {
  private PackageCycles() {}

  /// Reads the classes of a module, tests apart; some seconds for a large one.
  ///
  /// @param root the package that holds all of the module's
  /// @throws AssertionError where there is a cycle, with the dependencies that make it
  public static void requireNone(String root) {
    slices()
        .matching("dev.plimsoll.(**)")
        .should()
        .beFreeOfCycles()
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(root));
  }
}
