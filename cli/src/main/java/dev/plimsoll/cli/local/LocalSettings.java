package dev.plimsoll.cli.local;

import dev.plimsoll.postgres.connection.Credentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// How a system is started.
///
/// @param root folder of the built project
/// @param requiredBytes that must be free on the data folder's volume besides the system's own need
/// @param heapMebibytes heap cap of each service that is to have another than its own default
/// @param serviceEnvironment more settings for every service, by environment variable
/// @param stackOptions more arguments for the stack, for example `--postgres-port`
/// @param environment of this process: where external systems are looked for
/// @param recording services without an AOT cache record for one
public record LocalSettings(
    Path root,
    DataHome home,
    long requiredBytes,
    Map<ServiceName, Integer> heapMebibytes,
    Map<String, String> serviceEnvironment,
    List<String> stackOptions,
    Map<String, String> environment,
    boolean recording) {
  /// How long a service may take to become ready.
  static final Duration READY_WITHIN = Duration.ofMinutes(4);

  public LocalSettings {
    heapMebibytes = Map.copyOf(heapMebibytes);
    serviceEnvironment = Map.copyOf(serviceEnvironment);
    stackOptions = List.copyOf(stackOptions);
    environment = Map.copyOf(environment);
  }

  /// Everything by default.
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

  /// Its services record what later starts are made quicker by; they end slowly.
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

  /// The folder that services take files with passwords from: `PLIMSOLL_CREDENTIALS` of this
  /// process, else one in the data folder.
  public Path credentials() {
    String named = environment.getOrDefault(Credentials.FOLDER, "");
    return named.isEmpty()
        ? home.path().resolve("credentials")
        : Path.of(named).toAbsolutePath().normalize();
  }

  /// The heap cap that a service gets.
  public int heapMebibytes(ServiceName service) {
    return heapMebibytes.getOrDefault(service, service.heapMebibytes());
  }
}
