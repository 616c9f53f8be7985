package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.demo.checks.Check;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// What is measured, ready to begin.
public sealed interface Setup {
  /// How much data there is, in words.
  default String scale() {
    return "";
  }

  /// Contenders that do the same work, one against another.
  non-sealed interface Race extends Setup {
    /// What a second of work is counted in, for example `rows`.
    String unit();

    /// In each group one ceiling, at least one subject, and one baseline where there is one.
    List<Contender> contenders();

    /// What the part demands of the figures, and whether the contenders did the same work.
    List<Check> checks(Outcome outcome);

    /// What belongs to the figures: who was left out and why, how something was measured.
    default List<String> notes(Outcome outcome) {
      return List.of();
    }

    /// How often each contender works: often enough for a median, 3 or more.
    default Rounds rounds(boolean quick) {
      return new Rounds(1, quick ? 3 : 5, leastOf(quick));
    }
  }

  /// What a run takes at least: seconds, for figures that are quoted.
  static Duration leastOf(boolean quick) {
    return quick ? Duration.ZERO : Duration.ofSeconds(2);
  }

  /// @param warmUps that do not count, 0 or more
  /// @param counted 3 or more
  /// @param least what a contender's turn takes: work that takes less is repeated
  record Rounds(int warmUps, int counted, Duration least) {}

  /// Predictions beside what came of them.
  non-sealed interface Survey extends Setup {
    /// @param rounds of whatever is timed, 3 or more
    /// @param say takes a line about what is being done
    List<Estimate> estimate(int rounds, Consumer<String> say) throws Exception;

    List<Check> checks(List<Estimate> estimates);
  }

  /// A prediction beside what came of it.
  ///
  /// @param subject of what
  /// @param quantity `index`, `temporary` (files at a time), `written` (temporary files in all),
  ///     `duration` or `duration, held out`
  /// @param unit `bytes` or `milliseconds`
  /// @param baseline what the seed's rule of thumb would have said; NaN where it has none
  record Estimate(
      String subject,
      String quantity,
      String unit,
      double predicted,
      double actual,
      double baseline) {
    /// As a share of what came: 0.02 is 2 % too much. Nothing predicted and nothing come is right.
    public double error() {
      return predicted == actual ? 0 : predicted / actual - 1;
    }

    public double baselineError() {
      return baseline / actual - 1;
    }
  }
}
