package dev.plimsoll.contracts.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Names of the whole tree, held against the glossary: a private word is not used where the field
/// has a term of its own.
final class NamesTest {
  /// Words that were replaced, each with its term. A word of several humps forbids their sequence.
  private static final Map<String, String> REPLACED =
      Map.ofEntries(
          Map.entry("Announcements", "ExtractMessages"),
          Map.entry("Berth", "Slot"),
          Map.entry("Berths", "Slots"),
          Map.entry("Door", "Ingress"),
          Map.entry("Doors", "Ingress"),
          Map.entry("Floor", "LogStartOffset"),
          Map.entry("Floors", "LogStartOffsets"),
          Map.entry("Foreseen", "Forecast"),
          Map.entry("Foreseer", "Forecaster"),
          Map.entry("Foretold", "Forecast"),
          Map.entry("Lessons", "Calibration"),
          Map.entry("LoadLook", "ServerUtilization"),
          Map.entry("MomentKeeper", "SharedSnapshotKeeper"),
          Map.entry("Past", "History"),
          Map.entry("Patience", "RetryPolicy"),
          Map.entry("Saboteur", "FaultInjector"),
          Map.entry("Split", "ReadTask"),
          Map.entry("SourceLoad", "ServerUtilization"),
          Map.entry("Standing", "DispatchSnapshot"),
          Map.entry("Stretch", "SegmentSlice"),
          Map.entry("Told", "Published"),
          Map.entry("Turnstile", "AdmissionLimiter"),
          Map.entry("Uncarried", "Unsupported"),
          Map.entry("Untold", "Unpublished"),
          Map.entry("Whereabouts", "DatabaseIncarnation"),
          Map.entry("Witness", "Sentinel"));

  private static final Pattern TYPE =
      Pattern.compile("^[ a-z@-]*\\b(?:class|record|interface|enum) (\\w+)", Pattern.MULTILINE);

  @Test
  void noTypeIsNamedByAWordThatWasReplaced() {
    assertThat(typesBy(REPLACED.keySet())).as("types to be renamed: %s", REPLACED).isEmpty();
  }

  @Test
  void noPackageIsNamedByAWordThatWasReplaced() {
    Set<String> packages = new TreeSet<>();
    for (Path source : SourceTree.files()) {
      packages.add(source.getParent().getFileName().toString());
    }
    List<String> replaced =
        REPLACED.keySet().stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
    assertThat(packages).isNotEmpty().doesNotContainAnyElementsOf(replaced);
  }

  @Test
  void noMetricAndNoCommandIsNamedByAWordThatWasReplaced() throws IOException {
    // metrics and their labels, commands and their options stand in backticks, headings or lists
    Pattern name =
        Pattern.compile("`[^`\\s]+`|^#+ .*$|^ +(?:-\\w, )?--?[\\w-]+", Pattern.MULTILINE);
    List<String> found = new ArrayList<>();
    for (String page : List.of("metrics.md", "commands.md")) {
      String text = Files.readString(SourceTree.root().resolve("docs/reference").resolve(page));
      name.matcher(text)
          .results()
          .map(match -> match.group().strip())
          .filter(NamesTest::holdsReplaced)
          .map(one -> page + ": " + one)
          .forEach(found::add);
    }
    assertThat(found).isEmpty();
  }

  /// Who meets a name without its package knows what it is.
  @Test
  void noTwoFilesOfMainCodeHaveOneName() {
    Map<String, List<String>> byName =
        SourceTree.mainFiles().stream()
            .filter(file -> !file.endsWith("package-info.java"))
            .collect(
                Collectors.groupingBy(
                    file -> file.getFileName().toString(),
                    Collectors.mapping(SourceTree::name, Collectors.toList())));

    assertThat(byName.values()).isNotEmpty().allMatch(files -> files.size() == 1);
  }

  /// Types whose names hold one of the words, as `Name (file)`.
  private static List<String> typesBy(Set<String> words) {
    List<String> found = new ArrayList<>();
    for (Path source : SourceTree.files()) {
      TYPE.matcher(SourceTree.read(source))
          .results()
          .map(match -> match.group(1))
          .filter(type -> words.stream().anyMatch(word -> holds(type, word)))
          .map(type -> type + " (" + SourceTree.name(source) + ")")
          .forEach(found::add);
    }
    return found;
  }

  private static boolean holdsReplaced(String text) {
    return Arrays.stream(text.split("[^A-Za-z]+"))
        .anyMatch(word -> REPLACED.keySet().stream().anyMatch(word::equalsIgnoreCase));
  }

  /// Whether a name in camel case has a word of its own, not as a part of a longer one.
  private static boolean holds(String name, String word) {
    return Pattern.compile("(?<![A-Z])" + word + "(?![a-z])").matcher(name).find();
  }
}
