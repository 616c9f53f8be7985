package dev.plimsoll.demo.progress;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.demo.progress.Look.Colour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Progress block: a summary, a line for each table and for each running build. It is never higher
/// or wider than the terminal, or repainting would smear it.
public final class ProgressBlock {
  private static final int BAR_CELLS = 20;
  private static final int STATE_CELLS = 10;

  private ProgressBlock() {}

  /// Lines without line ends.
  public static List<String> lines(Situation now, Look look) {
    List<String> lines = new ArrayList<>();
    lines.add(
        look.paint(
            Colour.BOLD, cut(Amounts.duration(now.elapsed()) + "  " + now.loading("  "), look)));
    lines.add(cut(buildsSummary(now), look));
    // One line stays free for the cursor.
    int free = look.height() - lines.size() - 1;
    List<String> builds =
        now.builds().stream()
            .filter(ProgressBlock::moves)
            .map(build -> build(build, look))
            .toList();
    int forBuilds = Math.min(builds.size(), Math.max(2, free / 3));
    lines.addAll(tables(now, look, free - forBuilds));
    lines.addAll(builds.subList(0, forBuilds));
    return lines;
  }

  private static String buildsSummary(Situation now) {
    return "builds: %d done, %d running, %d waiting, %d failed"
        .formatted(
            now.builds(BuildView.State.SUCCEEDED),
            now.builds(BuildView.State.RUNNING),
            now.builds(BuildView.State.PLANNED) + now.builds(BuildView.State.DISPATCHED),
            now.builds(BuildView.State.FAILED));
  }

  private static List<String> tables(Situation now, Look look, int room) {
    List<TableView> tables = now.tables();
    if (tables.size() <= room) {
      return tables.stream().map(table -> table(table, now, look)).toList();
    }
    // Too little room for all: failed and moving tables go before waiting and done ones.
    List<String> lines = new ArrayList<>();
    tables.stream()
        .sorted(Comparator.comparingInt(ProgressBlock::urgency))
        .limit(Math.max(0, room - 1))
        .forEach(table -> lines.add(table(table, now, look)));
    if (room > 0) {
      lines.add(
          look.paint(
              Colour.DIM, cut("  and %d more".formatted(tables.size() - lines.size()), look)));
    }
    return lines;
  }

  private static int urgency(TableView table) {
    return switch (table.state()) {
      case FAILED -> 0;
      case LOADING -> 1;
      case EXTRACTED -> 2;
      case EXTRACTING -> 3;
      case PLANNED -> 4;
      case LOADED -> 5;
      case null -> 4;
    };
  }

  private static String table(TableView table, Situation now, Look look) {
    double fraction = table.state() == TableState.LOADED ? 1 : now.fraction(table);
    String figures =
        table.failure() != null
            ? table.failure().message()
            : "%s in %s"
                .formatted(
                    Amounts.count(table.counters().rowsLoaded()),
                    Amounts.count(table.counters().objects(), "file"));
    Colour colour =
        switch (table.state()) {
          case LOADED -> Colour.GREEN;
          case FAILED -> Colour.RED;
          case EXTRACTING, EXTRACTED, LOADING -> Colour.YELLOW;
          case PLANNED -> Colour.DIM;
          case null -> Colour.DIM;
        };
    String state = table.rawState().toString().toLowerCase(Locale.ROOT);
    return line(table.table().toString(), state, fraction, figures, colour, look);
  }

  private static boolean moves(BuildView build) {
    return build.state() == BuildView.State.RUNNING || build.state() == BuildView.State.FAILED;
  }

  private static String build(BuildView build, Look look) {
    boolean failed = build.state() == BuildView.State.FAILED;
    BuildView.Progress progress = build.progress();
    StringBuilder figures =
        new StringBuilder(build.planned().allocation().lane().value()).append(": ");
    if (build.outcome().error() != null) {
      figures.append(build.outcome().error());
    } else {
      figures.append(progress.phase());
      if (progress.etaMillis() >= 0) {
        figures
            .append(", ")
            .append(Amounts.duration(Duration.ofMillis(progress.etaMillis())))
            .append(" to go");
      }
      if (progress.waitingFor() != null) {
        figures.append(", waits: ").append(progress.waitingFor());
      }
    }
    return line(
        build.planned().table() + " " + build.planned().definition(),
        failed ? "failed" : "building",
        progress.fraction(),
        figures.toString(),
        failed ? Colour.RED : Colour.YELLOW,
        look);
  }

  private static String line(
      String name, String state, double fraction, String figures, Colour colour, Look look) {
    boolean withBar = look.width() >= 72;
    int bar = withBar ? BAR_CELLS + 2 : 0;
    int nameWidth = Math.max(10, (look.width() - bar - STATE_CELLS - 8) * 3 / 5);
    String start =
        "%-{n}s %-{s}s "
            .replace("{n}", Integer.toString(nameWidth))
            .replace("{s}", Integer.toString(STATE_CELLS))
            .formatted(TextTable.middleCut(name, nameWidth), state);
    String end =
        (withBar ? look.bar(fraction, BAR_CELLS) + " " : "")
            + "%3d %% %s".formatted(Amounts.percent(fraction), figures);
    String whole = cut(start + end, look);
    int painted = Math.min(nameWidth + 1, whole.length());
    int until = Math.min(painted + STATE_CELLS, whole.length());
    return whole.substring(0, painted)
        + look.paint(colour, whole.substring(painted, until))
        + whole.substring(until);
  }

  // One short of the width: some terminals wrap when the last column is filled.
  private static String cut(String line, Look look) {
    int most = look.width() - 1;
    String oneLine = line.replace('\n', ' ').replace('\r', ' ');
    return oneLine.length() <= most ? oneLine : oneLine.substring(0, most);
  }
}
