package dev.plimsoll.cli.local;

import dev.plimsoll.postgres.connection.Credentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
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
/// @param readyWithin how long a service may take to become ready
/// @param recording services without an AOT cache record for one
public record LocalSettings(
    Path root,
    DataHome home,
    long requiredBytes,
    Map<ServiceName, Integer> heapMebibytes,
    Map<String, String> serviceEnvironment,
    List<String> stackOptions,
    Map<String, String> environment,
    Duration readyWithin,
    boolean recording) {

  public LocalSettings {
    heapMebibytes = Map.copyOf(heapMebibytes);
    serviceEnvironment = Map.copyOf(serviceEnvironment);
    stackOptions = List.copyOf(stackOptions);
    environment = Map.copyOf(environment);
  }

  /// Everything by default.
  public static LocalSettings of(Path root, DataHome home, Map<String, String> environment) {
    return new LocalSettings(
        root, home, 0, Map.of(), Map.of(), List.of(), environment, Duration.ofMinutes(4), false);
  }

  /// Its services record what later starts are made quicker by; they end slowly.
  public LocalSettings withRecording() {
    return new LocalSettings(
        root,
        home,
        requiredBytes,
        heapMebibytes,
        serviceEnvironment,
        stackOptions,
        environment,
        readyWithin,
        true);
  }

  public LocalSettings withRequiredBytes(long bytes) {
    return new LocalSettings(
        root,
        home,
        bytes,
        heapMebibytes,
        serviceEnvironment,
        stackOptions,
        environment,
        readyWithin,
        recording);
  }

  public LocalSettings withHeap(ServiceName service, int mebibytes) {
    Map<ServiceName, Integer> heaps = new EnumMap<>(ServiceName.class);
    heaps.putAll(heapMebibytes);
    heaps.put(service, mebibytes);
    return new LocalSettings(
        root,
        home,
        requiredBytes,
        heaps,
        serviceEnvironment,
        stackOptions,
        environment,
        readyWithin,
        recording);
  }

  public LocalSettings withServiceEnvironment(Map<String, String> variables) {
    return new LocalSettings(
        root,
        home,
        requiredBytes,
        heapMebibytes,
        variables,
        stackOptions,
        environment,
        readyWithin,
        recording);
  }

  public LocalSettings withStackOptions(List<String> options) {
    return new LocalSettings(
        root,
        home,
        requiredBytes,
        heapMebibytes,
        serviceEnvironment,
        options,
        environment,
        readyWithin,
        recording);
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
