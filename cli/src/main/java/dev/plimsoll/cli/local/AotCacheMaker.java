package dev.plimsoll.cli.local;

import dev.plimsoll.devstack.process.ChildEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Makes the services' AOT caches of what their first run recorded: some seconds of work, once for
/// each build, after the system has stopped.
public final class AotCacheMaker {
  private static final int MINUTES_AT_MOST = 3;

  private AotCacheMaker() {}

  /// Makes the caches that can be made and are not there. That none could be made is no failure:
  /// the next start is merely slower.
  public static void makeMissing(LocalSettings settings, Consumer<String> say) {
    List<ServiceProgram> recorded =
        Stream.of(ServiceName.values())
            .map(name -> new ServiceProgram(name, settings))
            .filter(AotCacheMaker::isDue)
            .toList();
    if (recorded.isEmpty()) {
      return;
    }
    say.accept("making the next start quicker (once for each build)");
    Parallel.forEach(recorded, AotCacheMaker::make);
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
