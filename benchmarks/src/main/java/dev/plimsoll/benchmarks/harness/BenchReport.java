package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.benchmarks.harness.Outcome.Result;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.report.DemoReport.Machine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Document of `bench NAME --json FILE`.
///
/// @param scale of the data, in words
/// @param unit of the work; rates are units a second. Empty for a survey
/// @param notes in the words of the text output
/// @param estimates empty for a race
/// @param plot path of the plot; null where it could not be drawn
public record BenchReport(
    String name,
    boolean passed,
    boolean quick,
    Instant startedAt,
    Machine machine,
    Environment environment,
    String scale,
    String unit,
    List<Result> results,
    List<Check> checks,
    List<Run> runs,
    List<String> notes,
    List<Setup.Estimate> estimates,
    @Nullable String plot) {}
