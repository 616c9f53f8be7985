package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.contracts.plan.PlanRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What can be asked of a plan.
final class DraftOptions {
  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      description =
          "Arranged by this strategy (default: the registered database's own, else moldable).")
  private @Nullable String strategy;

  @Option(
      names = "--window",
      paramLabel = "SPAN",
      description = "Say whether it fits into so much time, for example 4h; exit 7 where not.")
  private @Nullable String window;

  @Option(
      names = "--tables",
      paramLabel = "PATTERN",
      description = "Keep to these tables, for example 'shop.*'; repeatable.")
  private List<String> tables = new ArrayList<>();

  @Option(names = "--compare", description = "Say what the other strategies would take.")
  private boolean compare;

  @Option(names = "--diff", description = "Say what is other than in the plan before.")
  private boolean diff;

  @Option(names = "--sql", description = "Print the statements instead, in the order of the plan.")
  private boolean sql;

  /// A plan before it, and what the services know.
  boolean needRegistration() {
    return compare || diff;
  }

  /// @throws dev.plimsoll.contracts.problem.PlimsollException USAGE
  PlanRequest request() {
    return new PlanRequest(
        strategy, window == null ? null : Spans.parse(window).toMillis(), tables);
  }

  boolean compare() {
    return compare;
  }

  boolean diff() {
    return diff;
  }

  boolean sql() {
    return sql;
  }
}
