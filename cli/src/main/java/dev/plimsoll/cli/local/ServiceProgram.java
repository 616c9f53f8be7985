package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    return List.of(
        "-Xmx" + settings.heapMebibytes(service) + "m",
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
  }

  AotCache aotCache() {
    return AotCache.of(this);
  }
}
