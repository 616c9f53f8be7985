package dev.plimsoll.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The console needs nothing from elsewhere and runs under `default-src 'self'`.
class ConsoleFilesTest {
  private static final Path ROOT = Path.of("src/main/resources/META-INF/resources");
  private static final Path INDEX = ROOT.resolve("index.html");

  private static final Pattern HTML_REFERENCE = Pattern.compile("\\b(?:src|href)=\"([^\"#]+)\"");
  private static final Pattern MODULE_REFERENCE =
      Pattern.compile("(?:\\bfrom|\\bimport)\\s*\\(?\\s*\"([^\"]+)\"");
  private static final Pattern CSS_REFERENCE =
      Pattern.compile("url\\(\\s*[\"']?([^\"')]+)|@import\\s+[\"']([^\"']+)");
  private static final Pattern ELEMENT_BY_ID = Pattern.compile("getElementById\\(\"([^\"]+)\"\\)");

  @Test
  void everyReferencedFileExists() {
    for (Path file : files()) {
      for (String reference : references(file)) {
        assertThat(file.resolveSibling(reference))
            .as("%s refers to %s", file, reference)
            .isRegularFile();
      }
    }
  }

  @Test
  void everyFileIsReferenced() {
    Set<Path> referenced = new TreeSet<>(List.of(INDEX));
    for (Path file : files()) {
      references(file).forEach(r -> referenced.add(file.resolveSibling(r).normalize()));
    }

    assertThat(files()).containsExactlyInAnyOrderElementsOf(referenced);
  }

  @Test
  void nothingComesFromAnotherHost() {
    for (Path file : files()) {
      assertThat(text(file).replace("http://www.w3.org/2000/svg", ""))
          .as("%s", file)
          .doesNotContainPattern("(?i)(https?:)?//[a-z0-9]+\\.[a-z]");
    }
  }

  @Test
  void thePageHasNoInlineScriptOrStyle() {
    String html = text(INDEX).toLowerCase(Locale.ROOT);

    assertThat(html)
        .doesNotContainPattern("<script(?![^>]*\\bsrc=)")
        .doesNotContainPattern("<script[^>]*>[^<]")
        .doesNotContain("<style")
        .doesNotContainPattern("\\sstyle=")
        .doesNotContainPattern("\\son[a-z]+=")
        .doesNotContain("javascript:")
        .doesNotContain("<base");
  }

  @Test
  void dataNeverBecomesMarkupOrCode() {
    for (Path file : ofType(".js")) {
      assertThat(text(file))
          .as("%s", file)
          .doesNotContain("innerHTML")
          .doesNotContain("outerHTML")
          .doesNotContain("insertAdjacentHTML")
          .doesNotContain("document.write")
          .doesNotContain("createContextualFragment")
          .doesNotContain("DOMParser")
          .doesNotContainPattern("\\beval\\(")
          .doesNotContainPattern("new Function\\b")
          .doesNotContainPattern("setAttribute\\([^)]*\"(style|on[a-z]+)\"")
          .doesNotContain("cssText")
          .doesNotContain("localStorage");
    }
  }

  @Test
  void everyElementThatAScriptLooksForIsInThePage() {
    String html = text(INDEX);
    for (Path file : ofType(".js")) {
      all(ELEMENT_BY_ID, text(file))
          .forEach(id -> assertThat(html).as("%s", file).contains("id=\"" + id + "\""));
    }
  }

  private static List<String> references(Path file) {
    String name = file.getFileName().toString();
    Pattern pattern =
        name.endsWith(".html")
            ? HTML_REFERENCE
            : name.endsWith(".js") ? MODULE_REFERENCE : CSS_REFERENCE;
    return all(pattern, text(file));
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(ConsoleFilesTest::firstGroup).toList();
  }

  private static String firstGroup(MatchResult match) {
    return match.group(1) != null ? match.group(1) : match.group(2);
  }

  private static List<Path> ofType(String suffix) {
    List<Path> files = files().stream().filter(file -> file.toString().endsWith(suffix)).toList();
    assertThat(files).isNotEmpty();
    return files;
  }

  private static List<Path> files() {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files.filter(Files::isRegularFile).collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
