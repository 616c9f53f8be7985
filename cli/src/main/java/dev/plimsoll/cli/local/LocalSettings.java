package dev.plimsoll.cli.local;

import dev.plimsoll.postgres.connection.Credentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Start settings of a system.
///
/// @param root folder of the built project
/// @param requiredBytes free bytes needed on the data folder's volume besides the system's own
/// @param heapMebibytes heap caps that differ from the defaults
/// @param serviceEnvironment variables for every service
/// @param stackOptions arguments for the stack, for example `--postgres-port`
/// @param environment of this process, which may name external systems
/// @param recording whether services without an AOT cache record for one
public record LocalSettings(
    Path root,
    DataHome home,
    long requiredBytes,
    Map<ServiceName, Integer> heapMebibytes,
    Map<String, String> serviceEnvironment,
    List<String> stackOptions,
    Map<String, String> environment,
    boolean recording) {
  static final Duration READY_WITHIN = Duration.ofMinutes(4);

  public LocalSettings {
    heapMebibytes = Map.copyOf(heapMebibytes);
    serviceEnvironment = Map.copyOf(serviceEnvironment);
    stackOptions = List.copyOf(stackOptions);
    environment = Map.copyOf(environment);
  }

  public static LocalSettings of(Path root, DataHome home, Map<String, String> environment) {
    return new LocalSettings(root, home, 0, Map.of(), Map.of(), List.of(), environment, false);
  }

  private LocalSettings with(
      long bytes,
      Map<ServiceName, Integer> heaps,
      Map<String, String> variables,
      List<String> options,
      boolean record) {
    return new LocalSettings(root, home, bytes, heaps, variables, options, environment, record);
  }

  /// With recording for AOT caches; services then end slowly.
  public LocalSettings withRecording() {
    return with(requiredBytes, heapMebibytes, serviceEnvironment, stackOptions, true);
  }

  public LocalSettings withRequiredBytes(long bytes) {
    return with(bytes, heapMebibytes, serviceEnvironment, stackOptions, recording);
  }

  public LocalSettings withHeaps(Map<ServiceName, Integer> mebibytes) {
    return with(requiredBytes, mebibytes, serviceEnvironment, stackOptions, recording);
  }

  public LocalSettings withServiceEnvironment(Map<String, String> variables) {
    return with(requiredBytes, heapMebibytes, variables, stackOptions, recording);
  }

  public LocalSettings withStackOptions(List<String> options) {
    return with(requiredBytes, heapMebibytes, serviceEnvironment, options, recording);
  }

  /// Folder of the services' password files: `PLIMSOLL_CREDENTIALS`, else one in the data folder.
  public Path credentials() {
    String named = environment.getOrDefault(Credentials.FOLDER, "");
    return named.isEmpty()
        ? home.path().resolve("credentials")
        : Path.of(named).toAbsolutePath().normalize();
  }

  public int heapMebibytes(ServiceName service) {
    return heapMebibytes.getOrDefault(service, service.heapMebibytes());
  }
}
