package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.cli.text.Amounts;
import java.util.Optional;

/// Rule that leaves window strategies out of tables by the least number of windows they would ask
/// for. One that ends early asks for few and is never left out.
final class WindowRule {
  /// Ids in a window, as the service has them: of `fixed`, and the most of `adaptive`.
  static final long FIXED_WIDTH = 50_000;

  static final long WIDEST = 500_000;

  /// A minute or two of empty queries.
  static final long MOST_WINDOWS = 20_000;

  private WindowRule() {}

  /// Why a strategy is left out of a table with these ids; empty where it is not.
  static Optional<String> against(RacedStrategy way, long first, long last) {
    long width =
        way.equals(RacedStrategy.FIXED)
            ? FIXED_WIDTH
            : way.equals(RacedStrategy.ADAPTIVE) ? WIDEST : 0;
    if (width == 0) {
      return Optional.empty();
    }
    long windows = Math.ceilDiv(last - first + 1, width);
    return windows <= MOST_WINDOWS
        ? Optional.empty()
        : Optional.of(
            "at least %s windows of %s ids, where %s is the most that is waited for"
                .formatted(
                    Amounts.count(windows), Amounts.count(width), Amounts.count(MOST_WINDOWS)));
  }
}
