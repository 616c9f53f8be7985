package dev.plimsoll.contracts.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The source files of all modules.
final class SourceTree {
  private static final int DEPTH = 18;

  /// Text blocks, strings, characters and comments: what a compiler sees no name in.
  private static final Pattern NO_CODE =
      Pattern.compile(
          "\"\"\"(?:[^\"\\\\]++|\\\\(?s:.)|\"(?!\"\"))*+\"\"\""
              + "|\"(?:[^\"\\\\\\n]++|\\\\.)*+\"|'(?:[^'\\\\\\n]++|\\\\.)++'"
              + "|//[^\\n]*|/\\*(?s:.*?)\\*/");

  private SourceTree() {}

  static Path root() {
    return Path.of(System.getProperty("plimsoll.root"));
  }

  static List<Path> files() {
    try (Stream<Path> files = Files.walk(root(), DEPTH)) {
      return files
          .filter(path -> path.toString().endsWith(".java"))
          .filter(path -> !path.toString().contains("/target/"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Those that are no tests.
  static List<Path> mainFiles() {
    return files().stream().filter(path -> path.toString().contains("/src/main/java/")).toList();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Its code alone, without texts and comments.
  static String code(Path file) {
    return NO_CODE.matcher(read(file)).replaceAll(" ");
  }

  /// Its path below the root.
  static String name(Path file) {
    return root().relativize(file).toString();
  }
}
