package dev.plimsoll.demo.report;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt.Rows;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.demo.checks.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Texts at the end of the demo: tables of the tables and builds, and the receipt in a few lines.
public final class FinalTables {
  private static final String NONE = "-";

  private FinalTables() {}

  /// Rows at each station, digests and what it took.
  public static List<String> tables(Evidence evidence, int width) {
    Map<QualifiedName, TableReceipt> receipts =
        evidence.receipt().tables().stream()
            .collect(Collectors.toMap(TableReceipt::table, Function.identity()));
    TextTable table =
        new TextTable()
            .left("table")
            .leftIfRoom("read")
            .right("source")
            .rightIfRoom("files", "log")
            .right("target")
            .left("digest", "equal")
            .rightIfRoom("queries (empty)", "objects", "size");
    evidence.extract().tables().stream()
        .sorted(Comparator.comparing(TableView::table))
        .forEach(view -> table.row(cells(view, receipts.get(view.table()))));
    return table.lines(width);
  }

  private static String[] cells(TableView view, @Nullable TableReceipt receipt) {
    TableCounters counters = view.counters();
    return new String[] {
      view.table().toString(),
      view.reading() == null ? NONE : view.reading().strategy(),
      receipt == null ? NONE : Amounts.count(receipt.rows().source()),
      receipt == null ? NONE : Amounts.count(receipt.rows().file()),
      receipt == null ? NONE : Amounts.count(receipt.rows().log()),
      receipt == null ? NONE : Amounts.count(receipt.rows().target()),
      receipt == null ? NONE : receipt.digests().target(),
      receipt != null && receipt.equal() ? "yes" : "NO",
      counters.queries() + " (" + counters.emptyQueries() + ")",
      Amounts.count(counters.objects()),
      Amounts.bytes(counters.bytes())
    };
  }

  /// Prediction and actual cost of each build.
  public static List<String> builds(Evidence evidence, int width) {
    TextTable table =
        new TextTable()
            .left("build", "lane")
            .rightIfRoom("memory", "workers asked/got")
            .right("time predicted", "worked", "waited", "size predicted", "actual")
            .rightIfRoom("attempt")
            .left("state");
    evidence.builds().stream()
        .sorted(Comparator.comparing((BuildView build) -> -build.planned().sizing().indexBytes()))
        .forEach(build -> table.row(cells(build)));
    List<String> lines = new ArrayList<>(table.lines(width));
    lines.add(
        "A time is predicted of a build that has its cores for itself; here builds, copying and the services share them.");
    return lines;
  }

  private static String[] cells(BuildView build) {
    PlannedBuild planned = build.planned();
    PlannedBuild.Allocation allocation = planned.allocation();
    BuildView.Outcome outcome = build.outcome();
    return new String[] {
      planned.table() + " " + planned.definition(),
      allocation.lane().value(),
      Amounts.bytes(allocation.maintenanceWorkMemBytes()),
      allocation.parallelWorkers()
          + "/"
          + (outcome.workersLaunched() < 0 ? "?" : outcome.workersLaunched()),
      millis(allocation.predictedMillis()),
      millis(worked(build)),
      millis(build.timing().waitedMillis()),
      Amounts.bytes(planned.sizing().indexBytes()),
      outcome.indexBytes() < 0 ? NONE : Amounts.bytes(outcome.indexBytes()),
      Integer.toString(build.progress().attempt()),
      build.rawState().toString().toLowerCase(Locale.ROOT)
    };
  }

  /// The predicted part: without waits for other transactions, where those were seen.
  private static long worked(BuildView build) {
    BuildView.Timing timing = build.timing();
    return timing.actualMillis() < 0
        ? -1
        : Math.max(0, timing.actualMillis() - Math.max(0, timing.waitedMillis()));
  }

  private static String millis(long millis) {
    return millis < 0 ? NONE : Amounts.duration(Duration.ofMillis(millis));
  }

  /// The receipt in a few lines, then every check that did not hold.
  public static List<String> receipt(Evidence evidence, List<Check> checks) {
    List<TableReceipt> tables = evidence.receipt().tables();
    List<Rows> rows = tables.stream().map(TableReceipt::rows).toList();
    long equal = tables.stream().filter(TableReceipt::equal).count();
    List<String> lines = new ArrayList<>();
    lines.add(
        "source rows %s, file rows %s, target rows %s; digests equal for %d of %d tables"
            .formatted(
                Amounts.count(rows.stream().mapToLong(Rows::source).sum()),
                Amounts.count(rows.stream().mapToLong(Rows::file).sum()),
                Amounts.count(rows.stream().mapToLong(Rows::target).sum()),
                equal,
                evidence.sourceRows().size()));
    lines.add(
        "%d lost, %d doubled; offsets: %s records in %d batches of %d partitions, %d gaps, %d overlaps"
            .formatted(
                rows.stream().mapToLong(Rows::lost).sum(),
                rows.stream().mapToLong(Rows::doubled).sum(),
                Amounts.count(evidence.audit().records()),
                evidence.audit().batches(),
                evidence.audit().partitions(),
                evidence.audit().gaps(),
                evidence.audit().overlaps()));
    lines.add(
        "the SQL that computes each digest again, on either side, is in the document of --json FILE (digests.sql)");
    long held = checks.stream().filter(Check::holds).count();
    lines.add("%d of %d checks held".formatted(held, checks.size()));
    checks.stream().filter(check -> !check.holds()).forEach(check -> lines.add(check.toString()));
    return lines;
  }
}
