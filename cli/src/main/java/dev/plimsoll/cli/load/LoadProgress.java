package dev.plimsoll.cli.load;

import dev.plimsoll.cli.watch.Followed;
import dev.plimsoll.contracts.sync.ExtractView.State;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.LoadView;

/// How far a load is at one moment.
record LoadProgress(LoadView load) implements Followed {
  @Override
  public boolean ended() {
    return load.state() == State.DONE || load.state() == State.FAILED;
  }

  @Override
  public boolean failed() {
    return load.tables().stream().anyMatch(table -> table.state() == TableState.FAILED);
  }
}
