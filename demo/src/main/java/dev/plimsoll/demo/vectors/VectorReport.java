package dev.plimsoll.demo.vectors;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.report.DemoReport.Machine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Document of `demo --vectors --json FILE`, also of a failed run.
///
/// @param problem that ended the run early; null for none
/// @param evidence null where the run ended before
@JsonInclude(JsonInclude.Include.ALWAYS)
public record VectorReport(
    boolean passed,
    Instant startedAt,
    Machine machine,
    DemoVectors table,
    long elapsedMillis,
    @Nullable Problem problem,
    List<Check> checks,
    @Nullable VectorEvidence evidence) {}
