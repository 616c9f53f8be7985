package dev.plimsoll.demo;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.progress.DemoDisplay;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A demo that `plimsoll demo` runs and shows.
interface Demo {
  /// What it shows, in a line.
  String title();

  /// Estimated bytes that it needs on the data folder's volume.
  long requiredBytes();

  /// Runs it; a failure is part of the outcome.
  ///
  /// @param plant of which nothing runs yet
  /// @param width of lines in characters
  Outcome run(Plant plant, DemoDisplay display, int width);

  /// @param report document of `--json`
  /// @param lines for people; empty where the run ended early
  /// @param next commands to go on with while all of it runs
  /// @param afterwards commands to go on with when it is stopped
  /// @param failure of the run or of a check; null for none
  record Outcome(
      Object report,
      List<String> lines,
      List<String> next,
      List<String> afterwards,
      @Nullable PlimsollException failure) {
    public Outcome {
      lines = List.copyOf(lines);
      next = List.copyOf(next);
      afterwards = List.copyOf(afterwards);
    }
  }

  /// Null where all checks hold.
  static @Nullable PlimsollException failureOf(List<Check> checks) {
    if (Check.allHold(checks)) {
      return null;
    }
    List<Check> failed = checks.stream().filter(check -> !check.holds()).toList();
    return new PlimsollException(
        ErrorCode.CHECK_FAILED,
        failed.isEmpty()
            ? "nothing was checked"
            : "%d of %d, first: %s".formatted(failed.size(), checks.size(), failed.getFirst()));
  }
}
