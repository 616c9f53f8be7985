package dev.plimsoll.sync.sparse;

import dev.plimsoll.connector.table.IdWindow;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.sync.sparse.SparseSequenceAnalyzer.Recommendation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Planner of windows: which ids to read next, given what the last ones returned. Immutable: each
/// answer is a new planner. After a crash, one that starts at the first id not yet read has
/// forgotten the last efficiencies alone.
///
/// Under every rule, the windows that it asks for, and what it defers, are the range, each id once
/// and in ascending order.
///
/// @param rest that has not been read; null when there is none
/// @param baseWidth ids in a window of a dense region; 1 or more
/// @param nextWidth ids in the next window under an adaptive rule
public record WindowPlanner(
    @Nullable IdWindow rest,
    Rule rule,
    long baseWidth,
    SparseConfig config,
    SparseSequenceAnalyzer analyzer,
    long nextWidth) {

  /// How wide windows are, and what becomes of `terminate_early`.
  public enum Rule {
    /// Windows of one width, whatever they return: the baseline.
    FIXED,
    /// As `FIXED` until windows are sparse; the rest is deferred to keyset reading. The rule as it
    /// was first written dropped those rows.
    EARLY_TERMINATION,
    /// Windows as wide as the last one's efficiency advises, to the end.
    ADAPTIVE,
    /// As `ADAPTIVE` until windows are sparse; the rest is deferred to keyset reading. This is the
    /// complete design, which also predicts.
    ADAPTIVE_TERMINATION
  }

  public WindowPlanner {
    if (baseWidth < 1) {
      throw new IllegalArgumentException("a window of " + baseWidth + " ids");
    }
  }

  /// The planner of a strategy, before any window.
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
    boolean terminates =
        config.enabled() && analyzer.recommendation() == Recommendation.TERMINATE_EARLY;
    return switch (rule) {
      case FIXED -> new WindowStep.Read(rest.head(baseWidth));
      case EARLY_TERMINATION ->
          terminates
              ? new WindowStep.Defer(
                  rest, analyzer.consecutiveSparse() + " sparse windows one after the other")
              : new WindowStep.Read(rest.head(baseWidth));
      case ADAPTIVE -> new WindowStep.Read(rest.head(adaptiveWidth()));
      case ADAPTIVE_TERMINATION ->
          terminates
              ? new WindowStep.Defer(
                  rest,
                  Recommendation.TERMINATE_EARLY.label()
                      + ", "
                      + analyzer.remainingEffort(rest.width()).label())
              : new WindowStep.Read(rest.head(adaptiveWidth()));
    };
  }

  private long adaptiveWidth() {
    return config.enabled() ? nextWidth : baseWidth;
  }

  /// The window of {@link #step} has been read.
  ///
  /// @param rows it returned, 0 or more
  /// @throws IllegalStateException when the step was no window
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

  /// The same at the same place, under other thresholds. The width follows from the next window on:
  /// it was found under what held then.
  public WindowPlanner under(SparseConfig changed) {
    return new WindowPlanner(
        rest, rule, baseWidth, changed, analyzer.under(changed.detection()), nextWidth);
  }
}
