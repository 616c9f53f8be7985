package dev.plimsoll.cli.db;

import dev.plimsoll.cli.text.Sizes;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.cli.text.Usage;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.Capacity.ReplicaLag;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Load line options: a preset, or single limits.
final class CapacityOptions {
  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "Load line of a machine of this size: small, medium, large, or cu:8 to cu:256 capacity"
              + " units.")
  private @Nullable String preset;

  @Option(names = "--cores", paramLabel = "N", description = "Cores that builds may use.")
  private @Nullable Integer cores;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "Memory for all builds together, for example 8GB.")
  private @Nullable String memory;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Parallel workers for all builds together (default: as many as the server has, at most"
              + " --cores).")
  private @Nullable Integer workers;

  @Option(
      names = "--temp-disk",
      paramLabel = "SIZE",
      description = "Temporary files of all sorts together.")
  private @Nullable String temporaryDisk;

  @Option(names = "--disk", paramLabel = "SIZE", description = "Disk that new indexes may take.")
  private @Nullable String disk;

  @Option(
      names = "--wal-rate",
      paramLabel = "SIZE",
      description = "WAL a second that all builds together may write (default: no limit).")
  private @Nullable String walRate;

  @Option(
      names = "--disk-rate",
      paramLabel = "SIZE",
      description = "What the volume reads and writes a second (default: no limit).")
  private @Nullable String diskRate;

  @Option(
      names = "--replica-lag",
      paramLabel = "SIZE",
      description =
          "Nothing starts while a replica is further behind (default: it is not watched).")
  private @Nullable String replicaLag;

  @Option(
      names = "--replica-delay",
      paramLabel = "SPAN",
      description =
          "Nothing starts while a replica is behind for longer, for example 30s (default: it is not"
              + " watched).")
  private @Nullable String replicaDelay;

  @Option(
      names = "--ignore-replica",
      paramLabel = "NAME",
      description =
          "A replica or slot whose lag does not count, and which advice does not miss among the"
              + " standbys: its application_name, or the slot's name. May be given several times.")
  private List<String> ignoredReplicas = List.of();

  @Option(
      names = "--max-builds",
      paramLabel = "N",
      description = "Builds at once (default: as many as the other limits allow).")
  private @Nullable Integer maxBuilds;

  @Nullable String preset() {
    return preset;
  }

  boolean isAbsent() {
    return preset == null && !limitsAreGiven();
  }

  static PlimsollException neverGuessed() {
    return PlimsollException.usage(
        "a load line is never guessed: say what builds may use of that machine, by --preset small"
            + " (2 cores, 4 GB of RAM), medium (8, 32 GB), large (32, 128 GB) or cu:8 to cu:256, or"
            + " by --cores, --memory, --temp-disk and --disk");
  }

  /// @return null without limits: the preset or the planner decides
  /// @throws PlimsollException USAGE for an incomplete load line, or one beside a preset
  @Nullable Capacity capacity() {
    if (!limitsAreGiven()) {
      return null;
    }
    if (preset != null) {
      throw PlimsollException.usage("either --preset or the limits one by one, not both");
    }
    return limits();
  }

  private boolean limitsAreGiven() {
    return !ignoredReplicas.isEmpty()
        || Stream.of(
                cores,
                memory,
                workers,
                temporaryDisk,
                disk,
                walRate,
                diskRate,
                replicaLag,
                replicaDelay,
                maxBuilds)
            .anyMatch(Objects::nonNull);
  }

  private Capacity limits() {
    Integer usable = cores;
    String ram = memory;
    String temporary = temporaryDisk;
    String data = disk;
    if (usable == null || ram == null || temporary == null || data == null) {
      throw PlimsollException.usage(
          "a load line is never guessed: "
              + String.join(", ", missing())
              + " must be given too, or a --preset");
    }
    return Usage.checked(
        "",
        () ->
            new Capacity(
                usable,
                Sizes.parse(ram),
                workers == null ? Capacity.SERVERS_WORKERS : workers,
                Sizes.parse(temporary),
                Sizes.parse(data),
                new CapacityLimits(
                    rate(walRate),
                    rate(diskRate),
                    maxBuilds == null ? 0 : maxBuilds,
                    new ReplicaLag(
                        replicaLag == null ? 0 : Sizes.parse(replicaLag),
                        replicaDelay == null ? 0 : seconds(replicaDelay),
                        ignoredReplicas))));
  }

  private List<String> missing() {
    return Stream.of(
            cores == null ? "--cores" : "",
            memory == null ? "--memory" : "",
            temporaryDisk == null ? "--temp-disk" : "",
            disk == null ? "--disk" : "")
        .filter(Predicate.not(String::isEmpty))
        .toList();
  }

  private static long seconds(String span) {
    long seconds = Spans.parse(span).toSeconds();
    if (seconds == 0) {
      throw PlimsollException.usage("--replica-delay is one second or more, not '" + span + "'");
    }
    return seconds;
  }

  private static long rate(@Nullable String text) {
    return text == null ? 0 : Sizes.parse(text.replaceFirst("/s$", ""));
  }
}
