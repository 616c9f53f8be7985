package dev.plimsoll.devstack;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The test kit has the same rule for the other modules; it depends on this one.
final class PackageCyclesTest {
  @Test
  void packagesFormNoCycle() {
    ArchConfiguration.withThreadLocalScope(
        configuration -> {
          configuration.setResolveMissingDependenciesFromClassPath(false);
          slices()
              .matching("dev.plimsoll.(**)")
              .should()
              .beFreeOfCycles()
              .check(new ClassFileImporter().importPath(Path.of("target", "classes")));
        });
  }
}
