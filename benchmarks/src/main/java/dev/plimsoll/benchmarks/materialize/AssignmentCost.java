package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import java.util.Objects;

/// Cost of giving offsets to a backlog by one worker, without a service around it.
///
/// @param cpuMicros of the server for a batch
/// @param micros of a batch, by the clock
/// @param segmentBytes of the table of segments and its index afterwards
public record AssignmentCost(double cpuMicros, double micros, long segmentBytes) {

  /// @param history batches that have offsets before, spread over the partitions
  /// @param batches that wait, about
  /// @throws IllegalStateException where the audit finds offsets with holes, overlaps or lost
  public static AssignmentCost measure(
      BenchDatabase database, int partitions, long history, long batches) throws Exception {
    Scenario scenario = new Scenario("scale", partitions, 50, 1, history, false);
    EndToEnd run =
        new EndToEnd(
            database,
            database.cpu(),
            Competitor.ASYNCHRONOUS.sequencer(),
            scenario,
            new Load.BacklogDrain(batches),
            0);
    run.prepare();
    Done done = run.run();
    if (done.figures().getOrDefault(EndToEnd.ASTRAY, Double.NaN) != 0) {
      throw new IllegalStateException("batches without an offset, or with one too many");
    }
    return new AssignmentCost(
        done.figures().getOrDefault(EndToEnd.CPU_PER_EVENT, Double.NaN),
        Objects.requireNonNull(done.took(), "its own clock").toNanos() / 1e3 / done.amount(),
        database.one("SELECT pg_total_relation_size('offset_log.segment')", row -> row.getLong(1)));
  }
}
