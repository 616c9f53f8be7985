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

/// A service's AOT cache: its classes loaded and linked ahead of time, so that it starts sooner.
///
/// It belongs to one build of the service, one JDK and one set of options, and its name says so.
/// `prepare` has a start and some work recorded and [#makeMissing] make the cache of it, once for
/// each build: some seconds of work, after the system has stopped. Other starts take the cache
// where
/// it is there and do without where it is not.
///
/// @param cache the cache file
/// @param recording what a run recorded, of which the cache is made
public record AotCache(Path cache, Path recording) {
  private static final int MINUTES_AT_MOST = 3;

  static AotCache of(ServiceProgram program) {
    String name = program.service().value() + "-" + key(program.jar(), program.jvmOptions());
    // Beside what was built: it is of no use without.
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

  /// Makes the caches that can be made and are not there. That none could be made is no failure:
  /// the next start is merely slower.
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
      boolean ended = process.waitFor(MINUTES_AT_MOST, TimeUnit.MINUTES);
      Runtime.getRuntime().removeShutdownHook(hook);
      if (!ended) {
        process.destroyForcibly();
      } else if (process.exitValue() == 0 && Files.exists(unfinished)) {
        Files.move(unfinished, cache.cache());
      }
      Files.deleteIfExists(unfinished);
      Files.deleteIfExists(cache.recording());
      deleteOlder(program.service(), cache);
    } catch (IOException e) {
      // The next start records anew.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Caches of builds that are no more: each is some tens of megabytes.
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
