package dev.plimsoll.connector.table;

import dev.plimsoll.scan.workers.WorkerEstimator.WorkerEstimate;

/// A strategy and the reason for it.
public record ReadStrategyChoice(ReadStrategy strategy, String why) {
  public ReadStrategyChoice because(String reason) {
    return new ReadStrategyChoice(strategy, why + "; " + reason);
  }

  public ReadStrategyChoice because(WorkerEstimate estimate) {
    return because(
        (estimate.workers() == 1 ? "1 worker: " : estimate.workers() + " workers: ")
            + estimate.reason());
  }
}
