package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.report.DemoReport.Machine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Document of `bench NAME --json FILE`.
///
/// @param scale of the data, in words
public record BenchReport(
    String name,
    boolean passed,
    boolean quick,
    Instant startedAt,
    Machine machine,
    Environment environment,
    String scale,
    Measured measured) {

  /// What a race or a survey has measured; the parts of the other kind are empty.
  ///
  /// @param unit of the work; rates are units a second. Empty for a survey
  /// @param notes in the words of the text output
  /// @param estimates empty for a race
  /// @param plot path of the plot; null where it could not be drawn
  /// @param details document of a study; null for others
  public record Measured(
      String unit,
      Outcome outcome,
      List<Setup.Estimate> estimates,
      List<Check> checks,
      List<String> notes,
      @Nullable String plot,
      @Nullable Object details) {}
}
