package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A service as it was built: its jar, what its JVM is given, its AOT cache.
record ServiceProgram(ServiceName service, LocalSettings settings) {
  String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /// The jar that is run.
  ///
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
    return jar;
  }

  /// Those that an AOT cache depends on.
  List<String> jvmOptions() {
    List<String> options = new ArrayList<>();
    options.add("-Xmx" + settings.heapMebibytes(service) + "m");
    options.add("-XX:+UseSerialGC");
    options.addAll(compiler());
    // Else, without an AOT cache, the whole heap is collected each time that the classes grow.
    options.add("-XX:MetaspaceSize=192m");
    options.add("-XX:+ExitOnOutOfMemoryError");
    options.add("--enable-native-access=ALL-UNNAMED");
    options.add("--sun-misc-unsafe-memory-access=allow");
    options.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
    return List.copyOf(options);
  }

  /// On a small machine the optimizing compiler took more of the processors in the first half
  /// minute than all the services' work. Planner and builder wait for PostgreSQL and do without it;
  /// sync, which encodes and decodes, and the materializer, which reads what producers send, get
  /// it, for what has proven hot.
  private List<String> compiler() {
    return service == ServiceName.SYNC || service == ServiceName.MATERIALIZER
        ? List.of(
            "-XX:Tier4InvocationThreshold=100000",
            "-XX:Tier4MinInvocationThreshold=20000",
            "-XX:Tier4CompileThreshold=300000",
            "-XX:Tier4BackEdgeThreshold=1000000")
        // With one compiler the JVM reserves 48 MB for its code. Each sixth of that costs a
        // collection of the whole heap, half a second in the first minute of every service.
        : List.of("-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=192m");
  }

  AotCache aotCache() {
    return AotCache.of(this);
  }
}
