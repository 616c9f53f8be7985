package dev.plimsoll.sync.sparse;

import dev.plimsoll.connector.table.IdWindow;

/// `adaptive`: windows as wide as the last one's efficiency advises. What the analyzer says is
/// there to be shown; whether its advice to terminate is taken is a choice.
public record AdaptiveWindows(
    Remaining remaining,
    long baseSize,
    OnTerminate onTerminate,
    SparseConfig config,
    SparseSequenceAnalyzer analyzer,
    long nextWidth)
    implements WindowPlanner {

  /// What becomes of `terminate_early`.
  public enum OnTerminate {
    /// Wider windows to the end: sizer and accumulator alone.
    SCALE_ON,
    /// The rest is deferred to keyset reading: the complete design, which also predicts.
    DEFER
  }

  public AdaptiveWindows(
      IdWindow range, long baseSize, OnTerminate onTerminate, SparseConfig config) {
    this(
        new Remaining(range),
        baseSize,
        onTerminate,
        config,
        new SparseSequenceAnalyzer(config.detection()),
        baseSize);
  }

  @Override
  public WindowStep step() {
    if (config.enabled()
        && onTerminate == OnTerminate.DEFER
        && recommendation() == Recommendation.TERMINATE_EARLY) {
      return remaining.defer(recommendation().label() + ", " + remainingEffort().label());
    }
    return remaining.read(config.enabled() ? nextWidth : baseSize);
  }

  @Override
  public AdaptiveWindows returned(long rows) {
    IdWindow window = Remaining.window(step());
    AdaptiveChunkSizer sizer = new AdaptiveChunkSizer(baseSize, config.adaptiveScaling());
    return new AdaptiveWindows(
        remaining.after(window),
        baseSize,
        onTerminate,
        config,
        analyzer.analyzed(window, rows),
        sizer.nextChunkSize(window.efficiency(rows)));
  }

  // The width follows from the next window on: it was found under what held then.
  @Override
  public AdaptiveWindows under(SparseConfig changed) {
    return new AdaptiveWindows(
        remaining, baseSize, onTerminate, changed, analyzer.under(changed.detection()), nextWidth);
  }

  public Recommendation recommendation() {
    return analyzer.recommendation();
  }

  public RemainingEffort remainingEffort() {
    return analyzer.remainingEffort(remaining.width());
  }
}
