package dev.plimsoll.cli.load;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.LoadView;
import dev.plimsoll.contracts.sync.TableCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

final class LoadText {
  private LoadText() {}

  static List<String> list(List<LoadView> loads, int width) {
    return new RowTable<LoadView>()
        .left("ID", load -> Ids.shortId(load.id()))
        .left("EXTRACT", load -> Ids.shortId(load.extract()))
        .left("TARGET", LoadView::target)
        .left("STATE", load -> Words.state(load.rawState()))
        .left("STARTED", load -> Amounts.moment(load.startedAt()))
        .rightIfRoom("TOOK", load -> Amounts.between(load.startedAt(), load.endedAt()))
        .count("TABLES", load -> load.tables().size())
        .countIfRoom(
            "FAILED",
            load ->
                load.tables().stream().filter(each -> each.state() == TableState.FAILED).count())
        .count("LOADED", load -> sum(load, TableCounters::rowsLoaded))
        .count("ROWS", load -> sum(load, TableCounters::rowsExtracted))
        .lines(loads, width);
  }

  static List<String> table(LoadView load, int width) {
    return new RowTable<TableView>()
        .left("TABLE", TableView::table)
        .left("STATE", LoadText::state)
        .count("LOADED", table -> table.counters().rowsLoaded())
        .count("ROWS", table -> table.counters().rowsExtracted())
        .countIfRoom("FILES", table -> table.counters().objects())
        .rightIfRoom("BYTES", table -> Amounts.bytes(table.counters().bytes()))
        .rightIfRoom("TOOK", table -> took(table))
        .lines(load.tables(), width);
  }

  static List<String> failures(LoadView load) {
    List<String> lines = new ArrayList<>();
    for (TableView table : load.tables()) {
      if (table.state() == TableState.FAILED) {
        lines.add(line(table));
        if (table.failure() != null) {
          lines.add("  " + table.failure().fix());
        }
      }
    }
    return lines;
  }

  static List<String> brief(LoadView load) {
    return Details.of().line(summary(load)).lines(failures(load)).lines();
  }

  static String summary(LoadView load) {
    return "load %s of extract %s into %s %s: %s; %s of %s"
        .formatted(
            Ids.shortId(load.id()),
            Ids.shortId(load.extract()),
            load.target(),
            Words.state(load.rawState()),
            Words.tally(load.tables().stream().map(LoadText::state).sorted(), "no tables"),
            Amounts.count(sum(load, TableCounters::rowsLoaded)),
            Amounts.count(sum(load, TableCounters::rowsExtracted), "row"));
  }

  static String line(TableView table) {
    TableCounters counters = table.counters();
    String name = Printable.line(table.table().toString());
    if (table.state() == TableState.FAILED) {
      return name + " FAILED: " + Words.error(table.failure());
    }
    return "%s: %s, %s of %s"
        .formatted(
            name,
            state(table),
            Amounts.count(counters.rowsLoaded()),
            Amounts.count(counters.rowsExtracted(), "row"));
  }

  static double fraction(TableView table) {
    long rows = table.counters().rowsExtracted();
    return rows == 0 ? 0 : table.counters().rowsLoaded() / (double) rows;
  }

  private static String took(TableView table) {
    return Amounts.between(table.timing().startedAt(), table.timing().endedAt());
  }

  private static String state(TableView table) {
    return table.state() == TableState.EXTRACTED ? "waiting" : Words.state(table.rawState());
  }

  private static long sum(LoadView load, ToLongFunction<TableCounters> of) {
    return load.tables().stream().map(TableView::counters).mapToLong(of).sum();
  }
}
