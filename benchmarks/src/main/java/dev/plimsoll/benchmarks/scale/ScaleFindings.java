package dev.plimsoll.benchmarks.scale;

import java.util.List;

/// What the study has measured, and nothing that follows from it: the model is made of this
/// document again and again.
///
/// @param most `max_connections` of the server
/// @param tookSeconds of all of it
public record ScaleFindings(
    List<Scaled> scaled,
    List<Beside> beside,
    List<Rebalance> rebalances,
    List<AtRest> atRest,
    List<LogCost> logCosts,
    int most,
    double tookSeconds) {
  public ScaleFindings {
    scaled = List.copyOf(scaled);
    beside = List.copyOf(beside);
    rebalances = List.copyOf(rebalances);
    atRest = List.copyOf(atRest);
    logCosts = List.copyOf(logCosts);
  }

  /// The same work by some processes of a service.
  ///
  /// @param work in words
  /// @param limit `CPU` or `waiting`, which costs no CPU
  /// @param rates units a second of each run
  /// @param shares of the processes over all runs, in units as they count them
  /// @param cpuMicros of a unit
  /// @param lost and `doubled`: by the oracle, over all runs
  public record Scaled(
      String service,
      String work,
      String limit,
      String unit,
      int processes,
      List<Double> rates,
      List<Double> shares,
      CpuMicros cpuMicros,
      long lost,
      long doubled) {}

  /// CPU of a unit of work, in microseconds.
  ///
  /// @param stack Kafka and S3, which are one process here
  public record CpuMicros(double service, double postgres, double stack) {}

  /// The same work without the services.
  ///
  /// @param ceiling whether it cannot be beaten, since it does less
  public record Beside(String work, String name, boolean ceiling, String unit, double rate) {}

  /// A process that comes or goes in the middle of work.
  ///
  /// @param event `quiet` (before any), `added`, `drained` or `killed`
  /// @param pauseSeconds longest without progress of the whole
  /// @param laneSeconds longest without progress of one lane: a table, a topic, or a build
  /// @param tookSeconds from the order until the process is ready, or has ended; NaN for none
  /// @param evenSeconds until each does at least half as much as the most; NaN where not seen
  /// @param lost and `doubled`: by the oracle over the whole run, which all its events share
  public record Rebalance(
      String service,
      String event,
      int from,
      int to,
      double pauseSeconds,
      double laneSeconds,
      double tookSeconds,
      double evenSeconds,
      long lost,
      long doubled) {}

  /// Processes that have nothing to do.
  ///
  /// @param cpu of each, in cores
  /// @param postgresCpu of the server for all that runs, in cores
  /// @param transactions a second on the services' database by all that runs
  /// @param connections of this service there, of all its processes
  /// @param requests a second to Kafka of each
  public record AtRest(
      String service,
      int processes,
      double cpu,
      double postgresCpu,
      double transactions,
      int connections,
      double requests) {}

  /// Cost of giving offsets to a backlog, in one process by the service's own classes.
  ///
  /// @param history batches that had offsets before
  /// @param cpuMicros of the server for a batch
  /// @param micros of a batch, by the clock
  /// @param bytes of the table of segments and its index
  public record LogCost(
      int partitions, long history, long batches, double cpuMicros, double micros, long bytes) {}
}
