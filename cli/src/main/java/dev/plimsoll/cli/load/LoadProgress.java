package dev.plimsoll.cli.load;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.watch.Followed;
import dev.plimsoll.contracts.sync.ExtractView.State;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.LoadView;
import java.util.ArrayList;
import java.util.List;

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

  @Override
  public List<String> block(int width) {
    return Details.of().lines(LoadText.brief(load)).lines(LoadText.table(load, width)).lines();
  }

  @Override
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (TableView table : load.tables()) {
      lines.add(new Line(table.table(), news(table), LoadText.line(table)));
    }
    lines.add(new Line("load", load.rawState().toString(), LoadText.summary(load)));
    return lines;
  }

  /// News of a table are its state and every tenth of its rows.
  private static String news(TableView table) {
    return table.rawState() + " " + Amounts.percent(LoadText.fraction(table)) / 10;
  }
}
