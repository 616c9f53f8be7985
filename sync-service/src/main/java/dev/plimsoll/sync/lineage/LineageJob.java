package dev.plimsoll.sync.lineage;

import dev.plimsoll.contracts.sync.ExtractView.TableState;

/// Job on a table, with runs of its own.
enum LineageJob {
  /// From the source into files.
  EXTRACT,
  /// From files into the target.
  LOAD;

  /// How far a job is.
  enum Phase {
    NOT_BEGUN,
    RUNNING,
    COMPLETE,
    FAILED
  }

  /// What decides on a table's jobs.
  ///
  /// @param reads whether the extract reads the source; else it loads files that another has read
  /// @param loads whether it has a target
  record Facts(
      TableState state,
      boolean reads,
      boolean loads,
      boolean started,
      boolean extracted,
      boolean rowsLoaded) {}

  /// Pure.
  Phase phase(Facts facts) {
    return switch (this) {
      case EXTRACT -> facts.reads() ? reading(facts) : Phase.NOT_BEGUN;
      case LOAD -> facts.loads() ? loading(facts) : Phase.NOT_BEGUN;
    };
  }

  private static Phase reading(Facts facts) {
    if (facts.extracted()) {
      return Phase.COMPLETE;
    }
    if (facts.state() == TableState.FAILED) {
      return Phase.FAILED;
    }
    return facts.started() ? Phase.RUNNING : Phase.NOT_BEGUN;
  }

  private static Phase loading(Facts facts) {
    if (facts.state() == TableState.LOADED) {
      return Phase.COMPLETE;
    }
    boolean begun = facts.extracted() || facts.rowsLoaded();
    if (!begun) {
      return Phase.NOT_BEGUN;
    }
    return facts.state() == TableState.FAILED ? Phase.FAILED : Phase.RUNNING;
  }
}
