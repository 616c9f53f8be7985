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
  /// @param commit of the tree that this was started from; null where unknown
  /// @param clean whether only committed reports differ from that commit
  /// @param postgresql version of the server; null before it ran
  public record Machine(
      String os,
      String architecture,
      @Nullable String processor,
      int processors,
      long memoryBytes,
      String java,
      String plimsoll,
      @Nullable String commit,
      boolean clean,
      @Nullable String postgresql) {}

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
