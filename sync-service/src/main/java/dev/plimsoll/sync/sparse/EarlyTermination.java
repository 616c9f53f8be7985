package dev.plimsoll.sync.sparse;

import dev.plimsoll.connector.table.IdWindow;

/// `early-termination`: as `fixed` until windows are sparse, then no more of them. The rows behind
/// are deferred to keyset reading; the rule as it was first written dropped them.
public record EarlyTermination(
    Remaining remaining, long width, SparseConfig config, SparseSequenceAnalyzer analyzer)
    implements WindowPlanner {
  public EarlyTermination {
    if (width < 1) {
      throw new IllegalArgumentException("a window of " + width + " ids");
    }
  }

  public EarlyTermination(IdWindow range, long width, SparseConfig config) {
    this(new Remaining(range), width, config, new SparseSequenceAnalyzer(config.detection()));
  }

  @Override
  public WindowStep step() {
    if (config.enabled() && analyzer.recommendation() == Recommendation.TERMINATE_EARLY) {
      return remaining.defer(analyzer.consecutiveSparse() + " sparse windows one after the other");
    }
    return remaining.read(width);
  }

  @Override
  public EarlyTermination returned(long rows) {
    IdWindow window = Remaining.window(step());
    return new EarlyTermination(
        remaining.after(window), width, config, analyzer.analyzed(window, rows));
  }

  @Override
  public EarlyTermination under(SparseConfig changed) {
    return new EarlyTermination(remaining, width, changed, analyzer.under(changed.detection()));
  }
}
