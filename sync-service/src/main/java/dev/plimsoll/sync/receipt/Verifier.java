package dev.plimsoll.sync.receipt;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import dev.plimsoll.contracts.sync.Receipt.SpecialColumn;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.postgres.connection.PostgresConnector;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.column.RecordText;
import dev.plimsoll.sync.column.RowDigest;
import dev.plimsoll.sync.column.SpecialValues;
import dev.plimsoll.sync.column.TupleText;
import dev.plimsoll.sync.effect.Effects;
import dev.plimsoll.sync.effect.Failures;
import dev.plimsoll.sync.endpoint.Endpoints;
import dev.plimsoll.sync.extract.ExtractTable;
import dev.plimsoll.sync.extract.SyncConfig;
import dev.plimsoll.sync.increment.Increment;
import dev.plimsoll.sync.load.LoadStore;
import dev.plimsoll.sync.load.LoadableBatch;
import dev.plimsoll.sync.load.TargetDatabase;
import dev.plimsoll.sync.parquet.ParquetRowReader;
import dev.plimsoll.sync.source.SourceRows;
import dev.plimsoll.sync.source.SourceSession;
import dev.plimsoll.sync.source.mariadb.MariaDbPlanned;
import dev.plimsoll.sync.source.mariadb.MariaDbReader;
import dev.plimsoll.sync.storage.ObjectStore;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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

/// Reads a loaded table again, at the source, in the files and at the target, all at the same time.
@Singleton
public final class Verifier {
  private static final String APPLICATION = "plimsoll-sync verify";
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

  private final PostgresConnector connector;
  private final MariaDbReader mariaDb;
  private final Endpoints endpoints;
  private final ObjectStore objects;
  private final LoadStore loads;
  private final TargetDatabase target;
  private final Effects effects;
  private final ExecutorService databases =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("verify-", 0).factory());
  // As many as loads: they take the same memory each, and loads are over when this begins.
  private final ExecutorService files;

  public Verifier(
      PostgresConnector connector,
      MariaDbReader mariaDb,
      Endpoints endpoints,
      ObjectStore objects,
      LoadStore loads,
      TargetDatabase target,
      Effects effects,
      SyncConfig config) {
    this.connector = connector;
    this.mariaDb = mariaDb;
    this.endpoints = endpoints;
    this.objects = objects;
    this.loads = loads;
    this.target = target;
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

  /// @param table loaded
  /// @throws dev.plimsoll.contracts.problem.PlimsollException when one of the three cannot be read
  TableReceipt verify(ExtractTable table) throws InterruptedException {
    EndpointRegistration source = endpoints.get(table.source());
    DatabaseAddress targetAddress =
        endpoints.address(Objects.requireNonNull(table.target(), "a loaded table has a target"));
    List<LoadableBatch> batches = loads.all(table.id());
    Future<AtSource> atSource = databases.submit(() -> atSource(source, table));
    Future<TableDigest> atTarget =
        databases.submit(
            () ->
                digest(
                    targetAddress,
                    targetSql(table),
                    table,
                    "the target",
                    ErrorCode.TARGET_MISMATCH));
    Future<Long> offsets =
        databases.submit(
            () ->
                effects.retrying("read offsets", () -> target.loadedOffsets(targetAddress, table)));
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
    return receipt(
        table,
        had.digest(),
        new TableDigest(inAllFiles.rows(), inAllFiles.hex()),
        await(atTarget),
        await(offsets),
        batches.size(),
        had.sql(),
        special(table.definition().columns(), special));
  }

  /// @param special values that readers do not agree on, by column
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

  /// @param sql by which somebody else can compute the digest
  private record AtSource(TableDigest digest, String sql) {}

  private AtSource atSource(EndpointRegistration source, ExtractTable table) {
    return switch (source.kind()) {
      case POSTGRES -> {
        String sql = digestSql(table, table.name(), table.definition().only());
        yield new AtSource(
            digest(source.address(), sql, table, "the source", ErrorCode.SOURCE_CHANGED),
            table.targetSchema() == null
                ? sql
                : "-- at the source\n%s;\n-- at the target\n%s".formatted(sql, targetSql(table)));
      }
      case MARIADB -> inMariaDb(source.address(), table);
      case REDSHIFT -> throw Endpoints.notReadFrom(source);
    };
  }

  // What the source's rows were turned into is at the target, where another statement computes the
  // same.
  private AtSource inMariaDb(DatabaseAddress address, ExtractTable table) {
    MariaDbPlanned planned = table.inMariaDb().inNoOrder();
    String atTarget = targetSql(table);
    try {
      MariaDbReader.Asked asked =
          effects.retrying("digest", () -> mariaDb.digest(address, APPLICATION, planned));
      return new AtSource(
          new TableDigest(asked.digest().rows(), asked.digest().digest()),
          "-- at the source, a MariaDB\n%s;\n-- at the target\n%s"
              .formatted(asked.sql().strip(), atTarget));
    } catch (PlimsollException e) {
      if (e.code() != ErrorCode.INVALID_REQUEST) {
        throw e;
      }
      // Rows that are too long for the server to make one text of are read instead.
      return new AtSource(
          readAgain(address, planned),
          "-- at the target; the source's rows were read, since %s\n%s"
              .formatted(e.getMessage(), atTarget));
    }
  }

  private TableDigest readAgain(DatabaseAddress address, MariaDbPlanned planned) {
    return effects.retrying(
        "digest",
        () -> {
          try (SourceRows rows = mariaDb.stream(address, APPLICATION, planned)) {
            return digest(rows, planned.columns());
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
    return new TableDigest(digest.rows(), digest.hex());
  }

  private static String targetSql(ExtractTable table) {
    return digestSql(table, table.targetName(), false);
  }

  private static String digestSql(ExtractTable table, QualifiedName name, boolean only) {
    return DigestSql.of(name, only, table.definition().columns(), window(table));
  }

  // Rows of the window that have changed since are in a later one, at the source and the target.
  private static String window(ExtractTable table) {
    Increment increment = table.definition().increment();
    if (increment == null) {
      return "";
    }
    return switch (increment.mode()) {
      case COLUMN -> " WHERE " + increment.filter(table.definition().columns());
      case XMIN ->
          throw new PlimsollException(
              ErrorCode.INVALID_REQUEST,
              table.name()
                  + " is an increment by xmin: its rows cannot be told at the target afterwards");
    };
  }

  private static TableReceipt receipt(
      ExtractTable table,
      TableDigest source,
      TableDigest files,
      TableDigest target,
      long logRows,
      long fileCount,
      String sql,
      @Nullable List<SpecialColumn> special) {
    return new TableReceipt(
        table.name(),
        table.targetName(),
        source.rows(),
        files.rows(),
        logRows,
        target.rows(),
        source.digest(),
        files.digest(),
        target.digest(),
        fileCount,
        Math.max(0, source.rows() - target.rows()),
        Math.max(0, target.rows() - source.rows()),
        sql,
        null,
        null,
        null,
        special);
  }

  // A column or table that is there no more is no mistake of whoever asks for a receipt.
  private TableDigest digest(
      DatabaseAddress address, String sql, ExtractTable table, String where, ErrorCode changed) {
    try {
      return digest(address, sql);
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

  private TableDigest digest(DatabaseAddress address, String sql) {
    return effects.retrying(
        "digest",
        () -> {
          try (Connection connection = connector.open(address, APPLICATION);
              AnswerWatch _ = AnswerWatch.over(connector, address, connection, BETWEEN_LOOKS)) {
            SourceSession.prepare(connection);
            return digest(connection, sql);
          }
        });
  }

  static TableDigest digest(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return new TableDigest(row.getLong("row_count"), row.getString("digest"));
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
      throw Failures.of(e);
    }
  }
}
