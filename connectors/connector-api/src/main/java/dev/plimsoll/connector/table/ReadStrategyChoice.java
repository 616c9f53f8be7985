package dev.plimsoll.connector.table;

import dev.plimsoll.scan.workers.WorkerEstimator.WorkerEstimate;

/// A strategy and the sentence that says why.
public record ReadStrategyChoice(ReadStrategy strategy, String why) {
  /// The same for one more reason.
  public ReadStrategyChoice because(String reason) {
    return new ReadStrategyChoice(strategy, why + "; " + reason);
  }

  /// The same, with the number of workers and what it came from.
  public ReadStrategyChoice because(WorkerEstimate estimate) {
    return because(
        (estimate.workers() == 1 ? "1 worker: " : estimate.workers() + " workers: ")
            + estimate.reason());
  }
}
