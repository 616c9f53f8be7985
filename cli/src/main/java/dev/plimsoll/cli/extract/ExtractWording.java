package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.watch.Wording;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.TableCounters;
import java.util.ArrayList;
import java.util.List;

/// How the progress of an extract reads. News of a table are its state, a new generation and every
/// tenth of its rows.
final class ExtractWording implements Wording<ExtractProgress> {
  @Override
  public List<String> block(ExtractProgress now, int width) {
    return ExtractText.live(now.extract(), width);
  }

  @Override
  public List<Line> lines(ExtractProgress now) {
    List<Line> lines = new ArrayList<>();
    for (TableView table : ExtractText.inOrder(now.extract())) {
      if (table.state() != TableState.PLANNED) {
        lines.add(new Line(table.table(), news(table), ExtractText.line(table)));
      }
    }
    lines.add(
        new Line(
            "extract", now.extract().rawState().toString(), ExtractText.summary(now.extract())));
    return lines;
  }

  private static String news(TableView table) {
    TableCounters counters = table.counters();
    int generation = table.reading() == null ? 0 : table.reading().generation();
    double share =
        table.state() == TableState.LOADING
            ? counters.rowsLoaded() / (double) Math.max(1, counters.rowsExtracted())
            : ExtractProgress.fraction(table);
    return "%s %d %d".formatted(ExtractText.state(table), generation, Amounts.percent(share) / 10);
  }
}
