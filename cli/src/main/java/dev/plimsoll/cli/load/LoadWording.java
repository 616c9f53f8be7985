package dev.plimsoll.cli.load;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.watch.Wording;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import java.util.ArrayList;
import java.util.List;

/// How the progress of a load reads. News of a table are its state and every tenth of its rows.
final class LoadWording implements Wording<LoadProgress> {
  @Override
  public List<String> block(LoadProgress now, int width) {
    List<String> lines = new ArrayList<>();
    lines.add(LoadText.summary(now.load()));
    lines.addAll(LoadText.failures(now.load()));
    lines.addAll(LoadText.table(now.load(), width));
    return lines;
  }

  @Override
  public List<Line> lines(LoadProgress now) {
    List<Line> lines = new ArrayList<>();
    for (TableView table : now.load().tables()) {
      lines.add(new Line(table.table(), news(table), LoadText.line(table)));
    }
    lines.add(new Line("load", now.load().rawState().toString(), LoadText.summary(now.load())));
    return lines;
  }

  private static String news(TableView table) {
    return table.rawState() + " " + Amounts.percent(LoadText.fraction(table)) / 10;
  }
}
