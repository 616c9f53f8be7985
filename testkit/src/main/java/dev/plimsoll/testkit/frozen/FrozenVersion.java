package dev.plimsoll.testkit.frozen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A released version's messages, records, rows and migrations, in a folder that nobody edits.
///
/// With `-Dplimsoll.freeze=VERSION` tests write the files of that version instead, where they are
/// missing.
///
/// @param name such as `0.1.0`
public record FrozenVersion(String name) {
  private static final Path ALL =
      Path.of(System.getProperty("plimsoll.root"))
          .resolve(Path.of("contracts", "src", "test", "resources", "frozen"));

  /// With the hash of each frozen file.
  private static final Path HASHES = ALL.resolve("hashes.txt");

  private static final String BETWEEN = " = ";

  /// Every one, the oldest first.
  public static List<FrozenVersion> all() {
    try (Stream<Path> folders = Files.list(ALL)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> new FrozenVersion(folder.getFileName().toString()))
          .sorted(Comparator.comparing(FrozenVersion::ordinal))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String ordinal() {
    return Stream.of(name.split("\\.")).map("%8s"::formatted).collect(Collectors.joining("."));
  }

  public Path file(String inFolder) {
    return ALL.resolve(name).resolve(inFolder);
  }

  /// Names with what belongs to each; empty where this version has no such file.
  public Map<String, String> table(String file) {
    Path path = file(file);
    try {
      return Files.exists(path)
          ? Files.readAllLines(path).stream()
              .map(line -> line.split(BETWEEN, 2))
              .collect(
                  Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, _) -> a, TreeMap::new))
          : Map.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a table of the version that is being frozen, if one is.
  public static void freeze(String file, Map<String, String> table) {
    freezeText(
        file,
        table.entrySet().stream()
            .map(entry -> entry.getKey() + BETWEEN + entry.getValue() + "\n")
            .collect(Collectors.joining()));
  }

  /// Writes a file of the version that is being frozen, if one is, and notes its hash.
  public static void freezeText(String file, String text) {
    String version = System.getProperty("plimsoll.freeze", "");
    if (version.isEmpty()) {
      return;
    }
    Path path = new FrozenVersion(version).file(file);
    try {
      if (!Files.exists(path)) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        Files.writeString(HASHES, renderedHashes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String renderedHashes() throws IOException {
    return hashes().entrySet().stream()
        .map(entry -> entry.getValue() + "  " + entry.getKey() + "\n")
        .collect(Collectors.joining());
  }

  /// Requires that every frozen file is as it was written.
  public static void assertUntouched() throws IOException {
    String now = renderedHashes();
    if (!now.equals(Files.readString(HASHES))) {
      throw new AssertionError(
          "a frozen file was changed, added or removed: freeze another version instead\n" + now);
    }
  }

  private static Map<String, String> hashes() throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(ALL)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.equals(HASHES)) {
          hashes.put(ALL.relativize(file).toString(), hash(Files.readString(file)));
        }
      }
    }
    return hashes;
  }

  /// SHA-256 in hex.
  public static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Freezes shapes if a version is being frozen, and requires that every frozen version and this
  /// one understand each other.
  public static void assertUnderstood(String file, Map<String, String> now) {
    freeze(file, now);
    for (FrozenVersion version : all()) {
      Map<String, String> then = version.table(file);
      List<String> breaks = RecordShapes.breaks(then, now);
      if (then.isEmpty() || !breaks.isEmpty()) {
        throw new AssertionError(
            "%s of version %s: %s".formatted(file, version.name(), String.join("\n", breaks)));
      }
    }
  }
}
