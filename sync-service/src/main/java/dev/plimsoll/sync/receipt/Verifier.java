package dev.plimsoll.sync.receipt;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.RecordText;
import dev.plimsoll.connector.column.RowDigest;
import dev.plimsoll.connector.column.SpecialValues;
import dev.plimsoll.connector.column.TupleText;
import dev.plimsoll.connector.loading.LoadableBatch;
import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.connector.loading.Target;
import dev.plimsoll.connector.parquet.ParquetRowReader;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.SqlDigest;
import dev.plimsoll.connector.source.TableAccess;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.source.WholeTable;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.connector.table.RowWindow.TransactionWindow;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.contracts.sync.Receipt.SpecialColumn;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.load.LoadProgressStore;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.recovery.SideEffects;
import dev.plimsoll.sync.registry.ByKind;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.ExtractTable;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Verification of a loaded table: it is read again at the source, in the files and at the target,
/// all at the same time.
@Singleton
public final class Verifier {
  private static final String APPLICATION = "plimsoll-sync verify";

  private final ByKind<Source> sources;
  private final Registry registry;
  private final ObjectStore objects;
  private final LoadProgressStore loads;
  private final ByKind<Target> targets;
  private final SideEffects effects;
  private final ExecutorService databases =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("verify-", 0).factory());
  // As many as loads: each takes the same memory, and loads are over when this begins.
  private final ExecutorService files;

  public Verifier(
      ByKind<Source> sources,
      Registry registry,
      ObjectStore objects,
      LoadProgressStore loads,
      ByKind<Target> targets,
      SideEffects effects,
      SyncConfig config) {
    this.sources = sources;
    this.registry = registry;
    this.objects = objects;
    this.loads = loads;
    this.targets = targets;
    this.effects = effects;
    this.files =
        Executors.newFixedThreadPool(
            config.parallelLoads(),
            Thread.ofPlatform().name("verify-file-", 0).daemon(true).factory());
  }

  @PreDestroy
  void close() {
    files.shutdownNow();
    databases.shutdownNow();
  }

  /// @throws dev.plimsoll.contracts.problem.PlimsollException when one of the three cannot be read
  TableReceipt verify(ExtractTable table) throws InterruptedException {
    KnownDatabase source = registry.source(table.reading().source());
    KnownDatabase into =
        registry.loadedByBatches(
            Objects.requireNonNull(table.target(), "a loaded table has a target"));
    Target target = targets.of(into.kind());
    TableLoad load = table.load();
    // Rows of a window that have changed since belong to a later one, at the source and the target.
    @Nullable RowWindow window = table.definition().window();
    if (window instanceof TransactionWindow) {
      throw PlimsollException.invalidRequest(
          table.name()
              + " is an increment by xmin: its rows cannot be told at the target afterwards");
    }
    List<LoadableBatch> batches = loads.all(table.id());
    Future<AtSource> atSource = databases.submit(() -> atSource(source, table));
    Future<SqlDigest> atTarget =
        databases.submit(
            () ->
                meaning(
                    table,
                    "the target",
                    ErrorCode.TARGET_MISMATCH,
                    () -> target.digest(into.address(), APPLICATION, load, window)));
    Future<Long> offsets =
        databases.submit(
            () ->
                effects.retrying("read offsets", () -> target.loadedOffsets(into.address(), load)));
    List<Future<InFile>> inFiles =
        batches.stream().map(batch -> files.submit(digest(table, batch))).toList();
    RowDigest inAllFiles = new RowDigest();
    Map<String, Long> special = new HashMap<>();
    for (Future<InFile> each : inFiles) {
      InFile file = await(each);
      inAllFiles.add(file.digest());
      file.special().forEach((column, values) -> special.merge(column, values, Long::sum));
    }
    AtSource had = await(atSource);
    SqlDigest has = await(atTarget);
    return ReceiptStore.receipt(
        table,
        had.digest(),
        TableDigest.of(inAllFiles),
        has.digest(),
        await(offsets),
        batches.size(),
        had.sql(has.sql()),
        special(table.definition().columns(), special));
  }

  /// @param special number of values that readers do not agree on, by column
  private record InFile(RowDigest digest, Map<String, Long> special) {}

  private static @Nullable List<SpecialColumn> special(
      List<Column> columns, Map<String, Long> found) {
    List<SpecialColumn> special = new ArrayList<>();
    for (Column column : columns) {
      long values = found.getOrDefault(column.name(), 0L);
      SpecialValues rule = column.special();
      if (values > 0 || rule != null) {
        special.add(
            new SpecialColumn(
                column.name(), values, rule == null ? null : rule.name().toLowerCase(Locale.ROOT)));
      }
    }
    return special.isEmpty() ? null : List.copyOf(special);
  }

  /// @param sql that computes the digest, or why there is none
  /// @param portable whether the same statement computes the same at the target
  private record AtSource(TableDigest digest, String sql, boolean portable) {
    String sql(String atTarget) {
      return portable ? sql : sql + "\n" + atTarget;
    }
  }

  private AtSource atSource(KnownDatabase known, ExtractTable table) {
    Source source = sources.of(known.kind());
    try {
      SqlDigest asked =
          meaning(
              table,
              "the source",
              ErrorCode.SOURCE_CHANGED,
              () -> source.digest(known.address(), APPLICATION, table.planned()));
      return asked.portable() && table.loading().schema() == null
          ? new AtSource(asked.digest(), asked.sql(), true)
          : new AtSource(
              asked.digest(),
              "-- at the source\n%s;\n-- at the target".formatted(asked.sql()),
              false);
    } catch (PlimsollException e) {
      if (e.code() != ErrorCode.INVALID_REQUEST) {
        throw e;
      }
      // Rows of which the server cannot compute it, such as too long ones, are read instead.
      return new AtSource(
          readAgain(known, source, table),
          "-- at the target; the source's rows were read, since " + e.getMessage(),
          false);
    }
  }

  private TableDigest readAgain(KnownDatabase known, Source source, ExtractTable table) {
    TableAccess access =
        new TableAccess(known.address(), APPLICATION, table.planned(), null, false, () -> false);
    return effects.retrying(
        "digest",
        () -> {
          try (WholeTable whole = source.whole(access);
              SourceRows rows = whole.rows()) {
            return digest(rows, table.definition().columns());
          }
        });
  }

  static TableDigest digest(SourceRows rows, List<Column> columns)
      throws SQLException, IOException {
    RowDigest digest = new RowDigest();
    TupleText text = new TupleText(columns);
    for (byte[] row = rows.next(); row != null; row = rows.next()) {
      digest.add(text.of(row));
    }
    return TableDigest.of(digest);
  }

  // A missing column or table is no mistake of the client that asks for a receipt.
  private <T> T meaning(
      ExtractTable table, String where, ErrorCode changed, SideEffects.Act<T> asked) {
    try {
      return effects.retrying("digest", asked);
    } catch (PlimsollException e) {
      if (e.code() != ErrorCode.COLUMN_NOT_FOUND && e.code() != ErrorCode.TABLE_NOT_FOUND) {
        throw e;
      }
      throw new PlimsollException(
          changed,
          "%s is not at %s as it was extracted: %s".formatted(table.name(), where, e.getMessage()),
          e);
    }
  }

  private Callable<InFile> digest(ExtractTable table, LoadableBatch batch) {
    return () ->
        effects.retrying(
            "digest " + batch.objectKey(),
            () -> {
              try (ParquetRowReader rows =
                  new ParquetRowReader(
                      objects.open(batch.objectKey(), batch.bytes()),
                      table.definition().columns())) {
                RowDigest digest = digest(rows);
                return new InFile(digest, rows.specialValues());
              }
            });
  }

  static RowDigest digest(ParquetRowReader rows) throws IOException {
    RowDigest digest = new RowDigest();
    RecordText text = new RecordText();
    while (rows.textNext(text)) {
      digest.add(text.end());
    }
    return digest;
  }

  private static <T> T await(Future<T> result) throws InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw ExceptionCodes.of(e);
    }
  }
}
