package dev.plimsoll.demo.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.demo.checks.Check;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one document that `demo --json FILE` writes, also when the run fails. Bytes and rows are
/// integers, times ISO-8601 in UTC.
///
/// @param passed every check held
/// @param problem why it ended before its end; null when it did not
/// @param evidence null when the run ended before there was any
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
  /// @param processor model, as the kernel names it; null where it does not
  /// @param processors available to this JVM: what `taskset` or a container leaves of them
  /// @param memoryBytes of the machine; -1 where it is not known
  /// @param commit of the tree that this was started from; null where git does not know it
  /// @param clean nothing but committed reports differs from that commit
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

  /// Milliseconds since the command's start; -1 for what did not come about.
  ///
  /// @param stack until PostgreSQL, Kafka and S3 took requests
  /// @param services until all services were ready
  /// @param source until the source's tables were made
  /// @param firstPlan until the first plan was shown, which is one of the source
  /// @param loaded until every row was in the target
  /// @param built until the last build had ended
  /// @param receipt until the receipt was there, with all checks
  public record Timings(
      long stack,
      long services,
      long source,
      long firstPlan,
      long loaded,
      long built,
      long receipt) {}
}
