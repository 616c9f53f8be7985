package dev.plimsoll.cli.local;

import dev.plimsoll.devstack.process.ChildEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// AOT cache of a service: classes loaded and linked ahead of time, for a faster start.
///
/// It belongs to one build, one JDK and one set of options, which its name contains. `prepare`
/// records a start with some work. [#makeMissing] then creates the cache once for each build, in
/// some seconds, after the system has stopped. Other starts use the cache where it exists.
///
/// @param recording of a run, from which the cache is created
public record AotCache(Path cache, Path recording) {

  static AotCache of(ServiceProgram program) {
    String name = program.service().value() + "-" + key(program.jar(), program.jvmOptions());
    // Beside the build, without which it is useless.
    Path folder = program.settings().root().resolve("target").resolve("aot");
    return new AotCache(folder.resolve(name + ".aot"), folder.resolve(name + ".recording"));
  }

  private static String key(Path jar, List<String> jvmOptions) {
    StringBuilder state = new StringBuilder();
    state.append(Runtime.version()).append(System.getProperty("java.home")).append(jvmOptions);
    try (Stream<Path> files = Files.walk(jar.resolveSibling("."))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        long modified = Files.getLastModifiedTime(file).toMillis();
        state.append("%s %d %d%n".formatted(file, Files.size(file), modified));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return DataHome.sha256(state.toString()).substring(0, 16);
  }

  boolean exists() {
    return Files.exists(cache);
  }

  /// The JVM creates the file at its start and fills it at its end.
  boolean isRecorded() {
    try {
      return Files.exists(recording) && Files.size(recording) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /// JVM options that use the cache, or record for it where it is missing. The JVM ignores a cache
  /// that does not fit, with a line in the log.
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

  /// Creates the missing caches that have a recording. A failure is ignored: the next start is only
  /// slower.
  public static void makeMissing(LocalSettings settings, Consumer<String> say) {
    List<ServiceProgram> recorded =
        Stream.of(ServiceName.values())
            .map(name -> new ServiceProgram(name, settings))
            .filter(AotCache::isDue)
            .toList();
    if (recorded.isEmpty()) {
      return;
    }
    say.accept("making the next start quicker (once for each build)");
    Parallel.forEach(recorded, AotCache::make);
  }

  private static boolean isDue(ServiceProgram program) {
    AotCache cache = program.aotCache();
    return cache.isRecorded() && !cache.exists();
  }

  private static void make(ServiceProgram program) {
    AotCache cache = program.aotCache();
    Path unfinished = cache.cache().resolveSibling(cache.cache().getFileName() + ".new");
    List<String> line = new ArrayList<>();
    line.add(program.java());
    line.addAll(program.jvmOptions());
    line.add("-XX:AOTMode=create");
    line.add("-XX:AOTConfiguration=" + cache.recording());
    line.add("-XX:AOTCache=" + unfinished);
    line.addAll(List.of("-jar", program.jar().toString()));
    try {
      ProcessBuilder builder = LogFiles.process(line, program.settings().home().log("aot"));
      ChildEnvironment.keepNeeded(builder.environment());
      Process process = builder.start();
      Thread hook = new Thread(process::destroyForcibly, "aot-stop");
      Runtime.getRuntime().addShutdownHook(hook);
      boolean ended = process.waitFor(3, TimeUnit.MINUTES);
      Runtime.getRuntime().removeShutdownHook(hook);
      if (!ended) {
        process.destroyForcibly();
      } else if (process.exitValue() == 0 && Files.exists(unfinished)) {
        Files.move(unfinished, cache.cache());
        Files.write(
            cache.cache().resolveSibling(program.service().value() + ".options"),
            program.optionsElsewhere());
      }
      Files.deleteIfExists(unfinished);
      Files.deleteIfExists(cache.recording());
      deleteOlder(program.service(), cache);
    } catch (IOException e) {
      // The next start records again.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Caches of older builds take some tens of megabytes each.
  private static void deleteOlder(ServiceName name, AotCache current) throws IOException {
    try (Stream<Path> files = Files.list(current.cache().getParent())) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(name.value() + "-")
            && !file.equals(current.cache())) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
