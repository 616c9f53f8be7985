package dev.plimsoll.sync.source;

/// A strategy and the sentence that says why.
public record StrategyChoice(Strategy strategy, String why) {}
