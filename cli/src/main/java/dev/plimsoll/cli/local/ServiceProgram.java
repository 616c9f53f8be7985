package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.devstack.process.ClassArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A built service: jar, JVM options, AOT cache.
record ServiceProgram(ServiceName service, LocalSettings settings) {
  /// A login by SCRAM takes 16,000 blocks of SHA-512 or SHA-256, and each connection to Kafka is
  /// one. Only the optimizing compiler has the processor's instructions for a block, and it would
  /// come after the last login. It gets these two small methods at once, and callers do not inline
  /// them, whose code has no such instructions: 0.3 s of CPU less until sync is ready.
  private static final List<String> HASHES_AT_ONCE =
      List.of(
          "-XX:CompileCommand=quiet",
          "-XX:CompileCommand=dontinline,sun.security.provider.SHA2::implCompress",
          "-XX:CompileCommand=dontinline,sun.security.provider.SHA5::implCompress",
          "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.SHA2::implCompress,0.001",
          "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.SHA5::implCompress,0.001");

  String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /// @throws PlimsollException START_FAILED when the service is not built
  Path jar() {
    Path jar =
        settings
            .root()
            .resolve(service.module())
            .resolve("target")
            .resolve("quarkus-app")
            .resolve("quarkus-run.jar");
    if (!Files.exists(jar)) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, service.module() + " is not built: there is no " + jar);
    }
    // An AOT cache goes by the paths of the jars that it was made from. Where they lie elsewhere at
    // a later start, the JVM looks for each class's jar in vain: 0.3 s for 12,000 classes.
    try {
      return jar.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Part of an AOT cache's identity.
  List<String> jvmOptions() {
    List<String> options = new ArrayList<>();
    options.add("-Xmx" + settings.heapMebibytes(service) + "m");
    options.add("-XX:+UseSerialGC");
    options.addAll(compiler());
    options.addAll(ClassArchive.MAPPED_IN_PLACE);
    // Without an AOT cache, every growth of the metaspace would collect the whole heap.
    options.add("-XX:MetaspaceSize=192m");
    options.add("-XX:+ExitOnOutOfMemoryError");
    options.add("--enable-native-access=ALL-UNNAMED");
    if (service == ServiceName.QUERY) {
      // Rows are scored by the processor's vector instructions. The module is an incubator of the
      // JDK, which it has only where it is asked for.
      options.add("--add-modules=jdk.incubator.vector");
    }
    options.add("--sun-misc-unsafe-memory-access=allow");
    options.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
    return List.copyOf(options);
  }

  /// JVM options for starts without this command line, in images and systemd units: those that the
  /// AOT cache was made with, with a heap by the memory that the process may have.
  List<String> optionsElsewhere() {
    List<String> options = new ArrayList<>(jvmOptions());
    options.removeIf(option -> option.startsWith("-Xmx"));
    options.addFirst("-XX:MaxRAMPercentage=60");
    // By default a 64th of the memory: 12 MB of 768, which are collected again and again at first.
    options.addFirst("-XX:InitialRAMPercentage=25");
    return List.copyOf(options);
  }

  /// On a small machine the optimizing compiler took more CPU in the first half minute than all
  /// services. Planner and builder wait for PostgreSQL and need none. Sync encodes and decodes, and
  /// the materializer parses: they get it for proven hot code. So does query, whose scoring loops
  /// would make each vector an object: one search of 100,000 rows is hot enough. Its other code is
  /// between a client and an answer of a millisecond, so it gets it five times sooner: after some
  /// thousand searches of a small table they took 1.1 ms instead of 1.4, and a start took 0.3 s of
  /// CPU more. With the JVM's own thresholds it would be 0.95 ms and 1.2 s.
  private List<String> compiler() {
    List<String> options =
        new ArrayList<>(
            List.of(
                // What was hot when the cache was recorded, at work, would be compiled at every
                // start.
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-AOTRecordTraining",
                "-XX:-AOTReplayTraining"));
    switch (service) {
      case SYNC, MATERIALIZER -> {
        options.addAll(hotAfter(100_000));
        options.addAll(HASHES_AT_ONCE);
      }
      case QUERY -> {
        options.addAll(hotAfter(20_000));
        options.addAll(HASHES_AT_ONCE);
      }
      case PLANNER, BUILDER -> {
        options.add("-XX:TieredStopAtLevel=1");
        // With one compiler the JVM reserves 48 MB for code. Each sixth of that costs a full
        // collection, half a second in the first minute of every service.
        options.add("-XX:ReservedCodeCacheSize=192m");
      }
    }
    return List.copyOf(options);
  }

  /// Thresholds of the optimizing compiler, in about the proportions of the JVM's own.
  ///
  /// @param invocations of a method without loops; the JVM's own are 5,000
  private static List<String> hotAfter(int invocations) {
    return List.of(
        "-XX:Tier4InvocationThreshold=" + invocations,
        "-XX:Tier4MinInvocationThreshold=" + invocations / 5,
        "-XX:Tier4CompileThreshold=" + 3 * invocations,
        "-XX:Tier4BackEdgeThreshold=" + 10 * invocations);
  }

  AotCache aotCache() {
    return AotCache.of(this);
  }
}
