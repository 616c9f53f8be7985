package dev.plimsoll.sync.sparse;

import dev.plimsoll.connector.table.IdWindow;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.sync.sparse.SparseSequenceAnalyzer.Recommendation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Planner of windows: which ids to read next, given what the last windows returned. Immutable.
/// After a crash, a planner that starts at the first unread id has only lost the last
/// efficiencies.
///
/// Under every rule, windows and deferred ids cover the range: each id once, in ascending order.
///
/// @param rest unread ids; null for none
/// @param baseWidth ids in a window of a dense region; 1 or more
/// @param nextWidth ids in the next window under an adaptive rule
public record WindowPlanner(
    @Nullable IdWindow rest,
    Rule rule,
    long baseWidth,
    SparseConfig config,
    SparseSequenceAnalyzer analyzer,
    long nextWidth) {

  /// Rule for the width of windows and for `terminate_early`.
  public enum Rule {
    /// Windows of one width: the baseline.
    FIXED,
    /// As `FIXED` until windows are sparse; the rest is deferred to keyset reading. The original
    /// rule dropped those rows.
    EARLY_TERMINATION,
    /// Windows as wide as the last one's efficiency suggests, to the end.
    ADAPTIVE
  }

  public WindowPlanner {
    if (baseWidth < 1) {
      throw new IllegalArgumentException("a window of " + baseWidth + " ids");
    }
  }

  /// Planner of a strategy, before any window.
  public static WindowPlanner of(
      ReadStrategy.Windows strategy, IdWindow range, SparseConfig config) {
    return switch (strategy) {
      case ReadStrategy.Fixed(long width) -> of(Rule.FIXED, width, range, config);
      case ReadStrategy.EarlyTermination(long width) ->
          of(Rule.EARLY_TERMINATION, width, range, config);
      case ReadStrategy.Adaptive(long width) -> of(Rule.ADAPTIVE, width, range, config);
    };
  }

  static WindowPlanner of(Rule rule, long width, IdWindow range, SparseConfig config) {
    SparseSequenceAnalyzer analyzer = new SparseSequenceAnalyzer(config.detection(), List.of(), 0);
    return new WindowPlanner(range, rule, width, config, analyzer, width);
  }

  public WindowStep step() {
    if (rest == null) {
      return new WindowStep.Done();
    }
    if (config.enabled()
        && rule == Rule.EARLY_TERMINATION
        && analyzer.recommendation() == Recommendation.TERMINATE_EARLY) {
      return new WindowStep.Defer(
          rest, analyzer.consecutiveSparse() + " sparse windows one after the other");
    }
    boolean adaptive = config.enabled() && rule == Rule.ADAPTIVE;
    return new WindowStep.Read(rest.head(adaptive ? nextWidth : baseWidth));
  }

  /// Planner after the window of {@link #step} was read.
  ///
  /// @param rows it returned, 0 or more
  /// @throws IllegalStateException if the step was no window
  public WindowPlanner returned(long rows) {
    WindowStep step = step();
    if (rest == null || !(step instanceof WindowStep.Read(IdWindow window))) {
      throw new IllegalStateException("no window was asked for, but " + step);
    }
    AdaptiveChunkSizer sizer = new AdaptiveChunkSizer(baseWidth, config.adaptiveScaling());
    return new WindowPlanner(
        window.last() >= rest.last() ? null : new IdWindow(window.last() + 1, rest.last()),
        rule,
        baseWidth,
        config,
        analyzer.analyzed(window, rows),
        sizer.nextChunkSize(window.efficiency(rows)));
  }

  /// The same planner under other thresholds. They affect the width after the next window.
  public WindowPlanner under(SparseConfig changed) {
    return new WindowPlanner(
        rest, rule, baseWidth, changed, analyzer.under(changed.detection()), nextWidth);
  }
}
