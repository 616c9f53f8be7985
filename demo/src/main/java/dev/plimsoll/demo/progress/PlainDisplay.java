package dev.plimsoll.demo.progress;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.contracts.sync.TableReading;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Display of plain lines, for pipes, files and terminals that cannot repaint: one for each new
/// state of a table or build, and a summary at most every two seconds.
public final class PlainDisplay implements DemoDisplay {
  /// Characters of a line without a terminal.
  public static final int WIDTH = 220;

  private final PrintStream out;
  private final Map<QualifiedName, OpenEnum<TableState>> tables = new HashMap<>();
  private final Map<UUID, OpenEnum<BuildView.State>> builds = new HashMap<>();
  private @Nullable Duration lastSummary;
  private long lastSummaryRows = -1;
  private boolean closed;

  public PlainDisplay(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void tell(String line) {
    out.println(line);
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public synchronized void show(Situation now) {
    if (!closed) {
      lines(now).forEach(out::println);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    out.flush();
  }

  /// Lines for changes since the last call.
  List<String> lines(Situation now) {
    List<String> lines = new ArrayList<>();
    String at = DemoDisplay.stamp(now.elapsed());
    for (TableView table : now.tables()) {
      OpenEnum<TableState> before = tables.put(table.table(), table.rawState());
      if (!table.rawState().equals(before) && table.state() != TableState.PLANNED) {
        lines.add(at + table.table() + " " + told(table));
      }
    }
    for (BuildView build : now.builds()) {
      OpenEnum<BuildView.State> before = builds.put(build.id(), build.rawState());
      if (!build.rawState().equals(before) && isTold(build.state())) {
        lines.add(
            at + build.planned().table() + " " + build.planned().definition() + " " + told(build));
      }
    }
    summary(now).ifPresent(summary -> lines.add(at + summary));
    return lines;
  }

  private Optional<String> summary(Situation now) {
    boolean early = lastSummary != null && now.elapsed().minus(lastSummary).toMillis() < 2_000;
    if (early || now.rowsLoaded() == lastSummaryRows) {
      return Optional.empty();
    }
    lastSummary = now.elapsed();
    lastSummaryRows = now.rowsLoaded();
    return Optional.of(now.loading(", "));
  }

  private static String told(TableView table) {
    TableCounters counters = table.counters();
    return switch (table.state()) {
      case PLANNED -> "planned";
      case EXTRACTING -> reading(table.reading());
      case EXTRACTED ->
          "is read: %s rows, %s, %s"
              .formatted(
                  Amounts.count(counters.rowsExtracted()),
                  Amounts.count(counters.objects(), "file"),
                  Amounts.bytes(counters.bytes()));
      case LOADING -> "is being loaded";
      case LOADED -> "is loaded: " + Amounts.count(counters.rowsLoaded()) + " rows";
      case FAILED -> "FAILED: " + (table.failure() == null ? "" : table.failure().message());
      case null -> "is " + table.rawState();
    };
  }

  private static String reading(@Nullable TableReading reading) {
    return reading == null
        ? "is being read"
        : "is being read, %s, in %s"
            .formatted(reading.strategy(), Amounts.count(reading.readTasks(), "read task"));
  }

  private static boolean isTold(BuildView.@Nullable State state) {
    return switch (state) {
      case RUNNING, SUCCEEDED, FAILED, CANCELLED -> true;
      case PLANNED, DISPATCHED -> false;
      case null -> true;
    };
  }

  private static String told(BuildView build) {
    return switch (build.state()) {
      case PLANNED -> "planned";
      case DISPATCHED -> "dispatched";
      case RUNNING ->
          "is being built in the %s lane, attempt %d"
              .formatted(build.planned().allocation().lane().value(), build.progress().attempt());
      case SUCCEEDED ->
          "is built: %s in %s"
              .formatted(
                  Amounts.bytes(build.outcome().indexBytes()),
                  Amounts.duration(Duration.ofMillis(build.timing().actualMillis())));
      case FAILED -> "FAILED: " + build.outcome().error();
      case CANCELLED -> "is cancelled";
      case null -> "is " + build.rawState();
    };
  }
}
