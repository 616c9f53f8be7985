package dev.plimsoll.benchmarks.advise;

import dev.plimsoll.benchmarks.advise.scale.AdvisorOrder;
import java.util.List;

/// What was measured, the smallest workload first.
record AdviseFindings(List<Sized> sized) {
  AdviseFindings {
    sized = List.copyOf(sized);
  }

  record Sized(int tables, int statements, AdvisorOrder.Report report) {
    double millisAStatement() {
      return report.seconds() * 1e3 / statements;
    }
  }
}
