package dev.plimsoll.sync.source;

/// A strategy and the sentence that says why.
public record StrategyChoice(Strategy strategy, String why) {
  /// The same for one more reason.
  public StrategyChoice because(String reason) {
    return new StrategyChoice(strategy, why + "; " + reason);
  }
}
