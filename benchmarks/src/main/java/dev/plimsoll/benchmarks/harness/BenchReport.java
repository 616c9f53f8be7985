package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.benchmarks.harness.Outcome.Result;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.report.DemoReport.Machine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one document of `bench NAME --json FILE`.
///
/// @param passed every check holds
/// @param environment what else the figures depend on: command, order, load, settings
/// @param scale of the data, in words
/// @param unit of the work; rates are units a second. Empty where nothing raced
/// @param notes that belong to the figures, in the words of the text output
/// @param estimates predictions beside what came of them; empty for a race
/// @param plot where the plot was written; null where it could not be drawn
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
