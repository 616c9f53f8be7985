package dev.plimsoll.benchmarks.advise.workload;

import java.util.List;
import java.util.regex.Pattern;

/// Query of a workload with the parameters that it is run with.
///
/// @param text with `$1`, `$2`, …, each once and in order
/// @param calls weight in a round of the workload
/// @param compared first columns that decide its answer: the rest is left open by ties of its
/// order.
///     0 for all columns
/// @param bindings at least one; of no values for a query without parameters
public record WorkloadQuery(
    String name, String text, long calls, int compared, List<List<Object>> bindings) {
  private static final Pattern PARAMETER = Pattern.compile("\\$\\d+");

  public WorkloadQuery {
    bindings = bindings.stream().map(List::copyOf).toList();
  }

  /// The text with a `?` for each parameter.
  public String jdbcText() {
    return PARAMETER.matcher(text).replaceAll("?");
  }

  WorkloadQuery boundBy(List<List<Object>> others) {
    return new WorkloadQuery(name, text, calls, compared, others);
  }
}
