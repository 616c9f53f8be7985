package dev.plimsoll.analysis;

import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.Standby;
import java.time.Duration;
import java.util.List;

/// Limits of an analysis, and how it is done. Immutable.
///
/// @param health of the check of indexes, tables and statistics
/// @param standbys all of them: an index that one of them reads is used
/// @param statements taken at most, those that took most time
/// @param scratch schema of the clone, a name that is not there
/// @param cloneBytes of tables that are cloned at most; larger ones are sampled
/// @param trial time for measuring
public record AnalysisOptions(
    HealthOptions health,
    List<Standby> standbys,
    int statements,
    String scratch,
    long cloneBytes,
    Duration trial) {
  private static final int MOST_STATEMENTS = 300;
  private static final long CLONE_BYTES = 1L << 30;

  public AnalysisOptions {
    standbys = List.copyOf(standbys);
  }

  /// Default limits.
  public static AnalysisOptions of(String scratch) {
    return new AnalysisOptions(
        HealthOptions.DEFAULT,
        List.of(),
        MOST_STATEMENTS,
        scratch,
        CLONE_BYTES,
        Duration.ofMinutes(2));
  }

  public AnalysisOptions with(HealthOptions other, List<Standby> others) {
    return new AnalysisOptions(other, others, statements, scratch, cloneBytes, trial);
  }

  public AnalysisOptions withLimits(int most, long bytes, Duration time) {
    return new AnalysisOptions(health, standbys, most, scratch, bytes, time);
  }
}
