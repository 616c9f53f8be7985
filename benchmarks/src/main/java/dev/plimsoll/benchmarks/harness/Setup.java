package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.demo.checks.Check;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Setup of a benchmark, ready to begin.
public sealed interface Setup {
  /// Amount of data in words.
  default String scale() {
    return "";
  }

  /// Race of contenders that do the same work.
  non-sealed interface Race extends Setup {
    /// Unit of the work, for example `rows`.
    String unit();

    /// Contenders: in each group one ceiling, at least one subject and at most one baseline.
    List<Contender> contenders();

    /// Checks of the figures, and that the contenders did the same work.
    List<Check> checks(Outcome outcome);

    /// Notes for readers: who was left out and why, how something was measured.
    default List<String> notes(Outcome outcome) {
      return List.of();
    }

    /// Rounds of each contender.
    default Rounds rounds(boolean quick) {
      return new Rounds(1, quick ? 3 : 5, leastOf(quick));
    }
  }

  /// Least time of a run: seconds, for figures that are quoted.
  static Duration leastOf(boolean quick) {
    return quick ? Duration.ZERO : Duration.ofSeconds(2);
  }

  /// @param warmUps 0 or more
  /// @param counted 3 or more
  /// @param least time of a contender's turn: shorter work is repeated
  record Rounds(int warmUps, int counted, Duration least) {}

  /// Survey of predictions beside actual values.
  non-sealed interface Survey extends Setup {
    /// @param rounds of whatever is timed, 3 or more
    /// @param say takes a line of progress
    List<Estimate> estimate(int rounds, Consumer<String> say) throws Exception;

    List<Check> checks(List<Estimate> estimates);
  }

  /// Study with a document of its own: several races, and what follows from them.
  non-sealed interface Study extends Setup {
    /// @param say takes a line of progress
    Studied study(Consumer<String> say) throws Exception;
  }

  /// Result of a study.
  ///
  /// @param details document of its own, of which everything else is made
  /// @param lines of the text output
  /// @param section of the report, in Markdown
  /// @param drawings SVG by file name, to be written beside the report
  record Studied(
      Object details,
      List<String> lines,
      List<String> section,
      Map<String, String> drawings,
      List<Check> checks) {}

  /// Prediction beside the actual value.
  ///
  /// @param quantity `index`, `temporary` (files at a time), `written` (temporary files in all),
  ///     `duration` or `duration, held out`
  /// @param unit `bytes` or `milliseconds`
  /// @param baseline prediction by the seed's rule of thumb; NaN where it has none
  record Estimate(
      String subject,
      String quantity,
      String unit,
      double predicted,
      double actual,
      double baseline) {
    /// Error as a share of the actual value: 0.02 is 2 % too much. 0 predicted for 0 is right.
    public double error() {
      return predicted == actual ? 0 : predicted / actual - 1;
    }

    public double baselineError() {
      return baseline / actual - 1;
    }
  }
}
