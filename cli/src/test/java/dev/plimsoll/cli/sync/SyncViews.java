package dev.plimsoll.cli.sync;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractExplanation.ComparedKeys;
import dev.plimsoll.contracts.sync.ExtractExplanation.Estimate;
import dev.plimsoll.contracts.sync.ExtractExplanation.ExplainedReading;
import dev.plimsoll.contracts.sync.ExtractExplanation.TableExplanation;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.State;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.ExtractView.Timing;
import dev.plimsoll.contracts.sync.IcebergSnapshot;
import dev.plimsoll.contracts.sync.IncrementWindow;
import dev.plimsoll.contracts.sync.IncrementWindow.Merged;
import dev.plimsoll.contracts.sync.LoadView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.Receipt.Digests;
import dev.plimsoll.contracts.sync.Receipt.Rows;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.contracts.sync.RedshiftPlan;
import dev.plimsoll.contracts.sync.RedshiftPlan.TablePlan;
import dev.plimsoll.contracts.sync.TableAnalysis;
import dev.plimsoll.contracts.sync.TableAnalysis.AgainstFixed;
import dev.plimsoll.contracts.sync.TableAnalysis.AnalyzedReading;
import dev.plimsoll.contracts.sync.TableAnalysis.Density;
import dev.plimsoll.contracts.sync.TableAnalysis.Figures;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.contracts.sync.TableReading;
import dev.plimsoll.contracts.sync.TableReading.Consistency;
import dev.plimsoll.contracts.sync.TableReading.Speed;
import dev.plimsoll.contracts.sync.ThresholdChange;
import dev.plimsoll.contracts.sync.ThresholdsView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a sync service would answer about an extract of `shop`, the same every time.
public final class SyncViews {
  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  public static final UUID EXTRACT = UUID.fromString("5eed0001-0000-4000-8000-000000000001");
  public static final UUID LOAD = UUID.fromString("10ad0001-0000-4000-8000-000000000001");
  public static final QualifiedName ORDERS = new QualifiedName("shop", "orders");
  public static final QualifiedName ITEMS = new QualifiedName("shop", "items");
  public static final String DIGEST = "0123456789abcdef";
  private static final long MB = 1L << 20;
  private static final List<String> KEY = List.of("id");

  private SyncViews() {}

  public static ExtractView extract(State state, @Nullable String target, TableView... tables) {
    return new ExtractView(
        EXTRACT,
        "shop",
        target,
        OpenEnum.of(state),
        NOW,
        state == State.RUNNING ? null : NOW.plusSeconds(9),
        List.of(tables));
  }

  /// One table is being read, the other waits.
  public static ExtractView running(long rows) {
    return extract(State.RUNNING, null, extracting(rows), planned());
  }

  public static ExtractView done() {
    return extract(State.DONE, null, extracted(ORDERS), extracted(ITEMS));
  }

  public static ExtractView loaded() {
    return extract(State.DONE, "dwh", loaded(ORDERS), loaded(ITEMS));
  }

  /// One table is done, the other has failed.
  public static ExtractView halfFailed() {
    return extract(State.FAILED, null, extracted(ORDERS), failed());
  }

  /// @param rows read of 1,000,000 at 120,000 a second
  public static TableView extracting(long rows) {
    return table(
        ORDERS,
        TableState.EXTRACTING,
        new TableCounters(1_000_000, rows, 0, 50 * MB, 3, 26, 0, 0),
        reading(1, false, rows > 0));
  }

  public static TableView planned() {
    return table(
        ITEMS, TableState.PLANNED, new TableCounters(5_000, 0, 0, 0, 0, 0, 0, 0), keyset());
  }

  private static TableReading keyset() {
    return new TableReading(
        "keyset",
        "it has no heap",
        OpenEnum.of(Consistency.RANGE),
        KEY,
        4,
        1,
        false,
        new Speed(0, 0, null),
        null);
  }

  public static TableView paused() {
    return table(
        ORDERS,
        TableState.EXTRACTING,
        new TableCounters(1_000_000, 420_000, 0, 50 * MB, 3, 26, 0, 0),
        reading(2, true, false));
  }

  public static TableView extracted(QualifiedName name) {
    return table(
        name,
        TableState.EXTRACTED,
        new TableCounters(1_000_000, 1_000_123, 0, 120 * MB, 7, 62, 0, 0),
        reading(1, false, false));
  }

  public static TableView loaded(QualifiedName name) {
    return table(
        name,
        TableState.LOADED,
        new TableCounters(1_000_000, 1_000_123, 1_000_123, 120 * MB, 7, 62, 0, 0),
        reading(1, false, false));
  }

  /// Two rows of 14, since somebody is still writing.
  public static ExtractView increment() {
    IncrementWindow window =
        new IncrementWindow(
            "column",
            "id",
            "10",
            "12",
            "rows up to 14 may still be added by transactions that are open: transaction 777",
            List.of("extra"),
            new Merged(1, 1, 3L),
            null);
    return extract(
        State.DONE,
        "dwh",
        table(
            ORDERS,
            TableState.LOADED,
            new TableCounters(0, 2, 2, MB, 1, 1, 0, 0),
            reading(1, false, false, window)));
  }

  /// A table that is committed to Iceberg.
  public static TableView committed(IcebergSnapshot snapshot) {
    TableView table = extracted(ORDERS);
    return new TableView(
        table.table(),
        null,
        table.rawState(),
        table.logTopic(),
        table.counters(),
        table.timing(),
        null,
        table.reading(),
        snapshot);
  }

  /// One table is loaded, the other has a row that the target refuses.
  public static LoadView refusedLoad() {
    TableView items =
        table(
            ITEMS,
            TableState.FAILED,
            new TableCounters(5_000, 5_000, 4_000, MB, 2, 1, 0, 0),
            keyset(),
            Failure.of(
                ErrorCode.ROW_REFUSED,
                "shop.items: the row with (id) = (7) (row 7 of a.parquet) is refused by the target"));
    return new LoadView(
        LOAD,
        EXTRACT,
        "shop",
        "dwh",
        OpenEnum.of(State.FAILED),
        NOW,
        NOW.plusSeconds(9),
        List.of(loaded(ORDERS), items));
  }

  /// One table can be loaded, the other has a column that cannot.
  public static RedshiftPlan redshift() {
    return new RedshiftPlan(
        EXTRACT,
        List.of(
            new TablePlan(
                ORDERS,
                "s3://b/m",
                3,
                90 * MB,
                1_000,
                List.of("BEGIN", "COPY t FORMAT AS PARQUET", "COMMIT"),
                List.of("3 files are no multiple of 4 slices: extract with --files 4"),
                null),
            new TablePlan(
                ITEMS,
                null,
                1,
                0,
                5,
                List.of(),
                List.of(),
                Failure.of(ErrorCode.UNSUPPORTED_TYPE, "\"id\" uuid"))));
  }

  public static TableView failed() {
    return table(
        ITEMS,
        TableState.FAILED,
        new TableCounters(0, 0, 0, 0, 0, 0, 0, 0),
        null,
        Failure.of(ErrorCode.INSUFFICIENT_PRIVILEGE, "reader may not SELECT from shop.items"));
  }

  private static TableReading reading(int generation, boolean paused, boolean foreseen) {
    return reading(generation, paused, foreseen, null);
  }

  private static TableReading reading(
      int generation, boolean paused, boolean foreseen, @Nullable IncrementWindow window) {
    return new TableReading(
        "blocks",
        "an ordinary heap of 62 ranges",
        OpenEnum.of(Consistency.SNAPSHOT),
        KEY,
        4,
        generation,
        paused,
        new Speed(120_000, 12.5 * MB, foreseen ? NOW.plusSeconds(5) : null),
        window);
  }

  private static TableView table(
      QualifiedName name,
      TableState state,
      TableCounters counters,
      @Nullable TableReading reading) {
    return table(name, state, counters, reading, null);
  }

  private static TableView table(
      QualifiedName name,
      TableState state,
      TableCounters counters,
      @Nullable TableReading reading,
      @Nullable Failure failure) {
    boolean begun = state != TableState.PLANNED && reading != null;
    boolean ended = state == TableState.EXTRACTED || state == TableState.LOADED;
    return new TableView(
        name,
        null,
        OpenEnum.of(state),
        "shop." + name + ".5eed0001",
        counters,
        new Timing(begun ? NOW : null, ended ? NOW.plusMillis(8_300) : null),
        failure,
        reading,
        null);
  }

  public static ExtractExplanation explanation() {
    return new ExtractExplanation(
        List.of(planned(ORDERS, 1_000_000, 2.0), refused()), 1_000_000, 980 * MB, 62, 2.0);
  }

  public static TableExplanation planned(QualifiedName name, long rows, double seconds) {
    return new TableExplanation(
        name,
        new ExplainedReading(
            "blocks", "an ordinary heap of 62 ranges", Consistency.SNAPSHOT, 2, 62),
        new Estimate(
            rows,
            980 * MB,
            62,
            seconds,
            "500,000 rows/s, the median of the last 3 tables of this source by blocks"),
        new ComparedKeys(2_000_000, 200, 10, 1_000_000),
        null);
  }

  public static TableExplanation refused() {
    return new TableExplanation(
        ITEMS,
        null,
        null,
        null,
        Failure.of(ErrorCode.UNSUPPORTED_TYPE, "column shape is of type circle"));
  }

  /// Of a table with every degree of density: 250 ids in a step.
  public static TableAnalysis analysis() {
    return new TableAnalysis(
        EXTRACT,
        "shop",
        ORDERS,
        new AnalyzedReading("blocks", NOW, NOW.plusSeconds(9)),
        new Figures(1_000_000, 100 * MB, 62, 2, 2.5),
        "400,000 rows/s, the median of the last 3 extracts of this table by blocks",
        new Figures(1_000_123, 120 * MB, 62, 7, 8.3),
        new Density("id", 1, 1_000, List.of(200L, 20L, 2L, 0L), 0.222, 1, false),
        new AgainstFixed(50_000, 180_000_000, 179_000_000, 1_000, 179_999_938, 993, 90_000));
  }

  /// @param version 0 for what nobody has changed
  public static ThresholdsView thresholds(long version) {
    return new ThresholdsView(
        version,
        Map.of("detection", Map.of("efficiency_threshold", 0.2)),
        version == 0 ? null : NOW,
        version == 0 ? null : "ann",
        version == 0 ? null : "half empty is sparse");
  }

  public static ThresholdChange thresholdChange() {
    return new ThresholdChange(
        3,
        NOW,
        "ann",
        "half empty is sparse",
        List.of(new ThresholdChange.Changed("detection.efficiency_threshold", "0.1", "0.2")));
  }

  public static Receipt receipt(Receipt.State state, boolean proven, TableReceipt... tables) {
    return new Receipt(EXTRACT, OpenEnum.of(state), NOW, proven, List.of(tables), List.of());
  }

  public static TableReceipt equal(QualifiedName name) {
    return new TableReceipt(
        name,
        name,
        new Rows(1_000_123, 1_000_123, 1_000_123, 1_000_123, 0, 0, null),
        new Digests(DIGEST, DIGEST, DIGEST, "SELECT 1"),
        7,
        null,
        null,
        null);
  }

  /// The target lacks three rows.
  public static TableReceipt lacking(QualifiedName name) {
    return new TableReceipt(
        name,
        name,
        new Rows(1_000_123, 1_000_123, 1_000_123, 1_000_120, 3, 0, null),
        new Digests(DIGEST, DIGEST, "fedcba9876543210", "SELECT 1"),
        7,
        OpenEnum.of(Consistency.RANGE),
        null,
        null);
  }
}
