package dev.plimsoll.demo.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.demo.checks.Check;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Document of `demo --json FILE`, also of a failed run. Bytes and rows are integers, times
/// ISO-8601 in UTC.
///
/// @param problem that ended the run early; null for none
/// @param evidence null where the run ended before
@JsonInclude(JsonInclude.Include.ALWAYS)
public record DemoReport(
    boolean passed,
    Instant startedAt,
    Machine machine,
    long seed,
    double scale,
    Timings timings,
    @Nullable Problem problem,
    List<Check> checks,
    @Nullable Evidence evidence) {

  /// @param os with the kernel's version
  /// @param processor model by the kernel's name; null where unknown
  /// @param processors available to this JVM, within limits of `taskset` or a container
  /// @param memoryBytes of the machine; -1 where unknown
  public record Machine(
      String os,
      String architecture,
      @Nullable String processor,
      int processors,
      long memoryBytes,
      Software software) {}

  /// Versions of what ran on the machine.
  ///
  /// @param commit of the tree that this was started from
  /// @param postgresql of the server; null before it ran
  public record Software(
      String java, String plimsoll, Commit commit, @Nullable String postgresql) {}

  /// Commit of a tree.
  ///
  /// @param id 40 hexadecimal digits; null where unknown: without git, repository or commit
  /// @param clean whether all files are those of the commit, except reports: each run adds one, and
  ///     the next run is still of the same commit
  public record Commit(@Nullable String id, boolean clean) {}

  /// Milliseconds since the command's start; -1 where not reached.
  ///
  /// @param stack PostgreSQL, Kafka and S3 took requests
  /// @param source its tables were made
  /// @param firstPlan the first plan, of the source, was shown
  /// @param loaded every row was in the target
  /// @param built the last build had ended
  /// @param receipt the receipt was there, with all checks
  public record Timings(
      long stack,
      long services,
      long source,
      long firstPlan,
      long loaded,
      long built,
      long receipt) {}
}
