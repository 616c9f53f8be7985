package dev.plimsoll.contracts.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.SerializationConfig;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.plimsoll.contracts.message.Json;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// House rules that a machine can hold.
final class HouseRulesTest {
  private static final Set<String> DRAWERS =
      Set.of(
          "util", "utils", "common", "commons", "helper", "helpers", "support", "misc", "shared");

  @Test
  void noPackageOfAnyModuleIsADrawer() {
    assertThat(
            SourceTree.mainFiles().stream().map(path -> path.getParent().getFileName().toString()))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(DRAWERS);
  }

  /// Git ignores a folder of that name, and so did the rules here.
  @Test
  void noPackageIsCalledAsMavensOutputIs() throws IOException {
    try (Stream<Path> folders = Files.find(SourceTree.root(), 16, HouseRulesTest::isPackage)) {
      assertThat(folders).isEmpty();
    }
  }

  private static boolean isPackage(Path folder, BasicFileAttributes attributes) {
    return attributes.isDirectory()
        && folder.toString().matches(".*/src/(?:main|test)/java/.*/target");
  }

  @Test
  void everyPackageIsNullMarked() {
    List<Path> packages = SourceTree.mainFiles().stream().map(Path::getParent).distinct().toList();
    assertThat(packages)
        .allSatisfy(
            folder ->
                assertThat(folder.resolve("package-info.java")).content().contains("@NullMarked"));
  }

  /// What a scheduled task throws ends it, and nobody hears of it.
  @Test
  void whatIsDoneAgainAndAgainIsPeriodicWork() throws IOException {
    assertThat(
            filesWith(
                "ScheduledExecutorService|newScheduledThreadPool|@Scheduled\\b|java\\.util\\.Timer"))
        .isEmpty();
  }

  /// The formatter turns what is too long of a documentation line into a comment of its own, which
  /// the documentation then lacks.
  @Test
  void documentationCommentsAreWhole() throws IOException {
    assertThat(filesWith("///[^\\n]*\\n *// ")).isEmpty();
  }

  private static List<Path> filesWith(String regex) throws IOException {
    Pattern pattern = Pattern.compile(regex);
    List<Path> found = new ArrayList<>();
    for (Path file : SourceTree.mainFiles()) {
      if (pattern.matcher(Files.readString(file)).find()) {
        found.add(file);
      }
    }
    return found;
  }

  @Test
  void contractsAreValues() {
    JavaClasses contracts = contracts();
    // What travels holds nothing that can do something: no connections, files, threads.
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.plimsoll.contracts..",
            "com.fasterxml.jackson..",
            "org.jspecify..",
            "java.lang..",
            "java.time..",
            "java.util..")
        .check(contracts);
    classes()
        .that()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(contracts);
  }

  /// What a record is asked, such as `isPlain()`, is none of its parts: written, it would be
  /// refused
  /// where it comes back.
  @Test
  void whatIsWrittenOfARecordIsItsComponents() {
    List<String> others = new ArrayList<>();
    SerializationConfig json = Json.MAPPER.getSerializationConfig();
    for (JavaClass one : contracts()) {
      if (one.isRecord()) {
        Set<String> parts =
            Stream.of(one.reflect().getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
        json.introspect(json.constructType(one.reflect())).findProperties().stream()
            .filter(property -> !property.isExplicitlyIncluded())
            .map(property -> property.getAccessor().getName())
            .filter(name -> !parts.contains(name))
            .forEach(name -> others.add(one.getSimpleName() + "." + name));
      }
    }
    assertThat(others).isEmpty();
  }

  private static JavaClasses contracts() {
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("dev.plimsoll.contracts");
  }
}
