package dev.plimsoll.sync.lineage;

import dev.plimsoll.contracts.sync.ExtractView.TableState;

/// Job on a table, from the source into files or from files into the target.
enum LineageJob {
  EXTRACT,
  LOAD;

  enum Phase {
    NOT_BEGUN,
    RUNNING,
    COMPLETE,
    FAILED
  }

  /// Facts of a table's jobs.
  ///
  /// @param reads whether the extract reads the source, or loads another one's files
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
    if (!facts.extracted() && !facts.rowsLoaded()) {
      return Phase.NOT_BEGUN;
    }
    return facts.state() == TableState.FAILED ? Phase.FAILED : Phase.RUNNING;
  }
}
