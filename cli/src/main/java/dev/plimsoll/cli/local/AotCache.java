package dev.plimsoll.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// A service's AOT cache: its classes loaded and linked ahead of time, so that it starts sooner.
///
/// It belongs to one build of the service, one JDK and one set of options, and its name says so.
/// `prepare` has a start and some work recorded and [AotCacheMaker] make the cache of it, once for
/// each build. Other starts take the cache where it is there and do without where it is not.
///
/// @param cache the cache file
/// @param recording what a run recorded, of which the cache is made
record AotCache(Path cache, Path recording) {
  static AotCache of(ServiceProgram program) {
    String name = program.service().value() + "-" + key(program.jar(), program.jvmOptions());
    // Beside what was built: it is of no use without.
    Path folder = program.settings().root().resolve("target").resolve("aot");
    return new AotCache(folder.resolve(name + ".aot"), folder.resolve(name + ".recording"));
  }

  private static String key(Path jar, List<String> jvmOptions) {
    try (Stream<Path> files = Files.walk(jar.resolveSibling("."))) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
      digest.update(System.getProperty("java.home").getBytes(StandardCharsets.UTF_8));
      digest.update(jvmOptions.toString().getBytes(StandardCharsets.UTF_8));
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String state =
            file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis() + "\n";
        digest.update(state.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  boolean exists() {
    return Files.exists(cache);
  }

  /// The JVM makes the file at its start and fills it at its end.
  boolean isRecorded() {
    try {
      return Files.exists(recording) && Files.size(recording) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /// JVM options that use the cache, or record for it. A cache that does not fit is passed over by
  /// the JVM, with a line in the log.
  ///
  /// @param record where it is missing
  List<String> options(boolean record) {
    if (exists()) {
      return List.of("-XX:AOTCache=" + cache);
    }
    if (!record) {
      return List.of();
    }
    try {
      Files.createDirectories(cache.getParent());
    } catch (IOException e) {
      return List.of(); // it starts without
    }
    return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recording);
  }
}
