package dev.plimsoll.systemtests.parts;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Packages of a module have no import cycles: what two of them share lies below both. All modules
/// are looked at here, whichever there are, and not each by a test of its own: who has read the
/// classes of one reads the next one's several times as fast.
final class PackageCyclesTest {
  private static final Path ROOT = Path.of(System.getProperty("plimsoll.root"));
  private static final int DEPTH = 2;

  /// Folders with a pom and code that is no test.
  static List<Path> modules() throws IOException {
    try (Stream<Path> folders = Files.walk(ROOT, DEPTH)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("pom.xml")))
          .filter(folder -> Files.exists(folder.resolve("src/main/java")))
          .sorted()
          .map(ROOT::relativize)
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("modules")
  void packagesFormNoCycle(Path module) {
    Path classes = ROOT.resolve(module).resolve("target/classes");
    assertThat(classes).as("what the build has made of it").isDirectory();
    ArchConfiguration.withThreadLocalScope(
        configuration -> {
          // The rule needs only the names of other modules' classes.
          configuration.setResolveMissingDependenciesFromClassPath(false);
          slices()
              .matching("dev.plimsoll.(**)")
              .should()
              .beFreeOfCycles()
              .check(new ClassFileImporter().importPath(classes));
        });
  }
}
