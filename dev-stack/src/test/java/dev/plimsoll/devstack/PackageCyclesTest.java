package dev.plimsoll.devstack;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The test kit has the same rule for the other modules; it depends on this one.
final class PackageCyclesTest {
  @Test
  void packagesFormNoCycle() {
    slices()
        .matching("dev.plimsoll.(**)")
        .should()
        .beFreeOfCycles()
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.plimsoll.devstack"));
  }
}
