package dev.plimsoll.sync.receipt;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.Receipt.Failure;
import dev.plimsoll.contracts.sync.Receipt.SpecialColumn;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.sync.extract.ExtractTable;
import dev.plimsoll.sync.extract.SyncDatabase;
import dev.plimsoll.sync.extract.TableDefinition;
import dev.plimsoll.sync.extract.TableLifecycle;
import dev.plimsoll.sync.extract.TableRows;
import dev.plimsoll.sync.increment.Increment;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Receipts in this service's database.
@Singleton
public final class ReceiptStore {
  private static final String TARGET =
      """
      SELECT e.target, p.kind = 'REDSHIFT' AS redshift
      FROM extract e LEFT JOIN endpoint p ON p.name = e.target WHERE e.id = ?
      """;

  private static final String BEGIN =
      """
      INSERT INTO receipt (extract_id, state) VALUES (?, 'RUNNING')
      ON CONFLICT (extract_id) DO UPDATE
      SET state = 'RUNNING', started_at = now(), error_code = NULL, error = NULL
      WHERE receipt.state <> 'RUNNING'
      """;

  private static final String FORGET =
      """
      DELETE FROM table_receipt r USING extract_table t
      WHERE t.id = r.table_id AND t.extract_id = ?
      """;

  private static final String FORGET_FAILURES =
      """
      DELETE FROM table_receipt_failure r USING extract_table t
      WHERE t.id = r.table_id AND t.extract_id = ?
      """;

  private static final String FAIL =
      """
      INSERT INTO table_receipt_failure (table_id, error_code, error) VALUES (?, ?, ?)
      ON CONFLICT (table_id) DO UPDATE
      SET error_code = excluded.error_code, error = excluded.error
      """;

  private static final String FAILURES =
      """
      SELECT t.schema_name, t.table_name, f.error_code, f.error
      FROM table_receipt_failure f JOIN extract_table t ON t.id = f.table_id
      WHERE t.extract_id = ? AND t.state <> 'FAILED' ORDER BY t.ordinal
      """;

  private static final String RUNNING =
      "SELECT extract_id FROM receipt WHERE state = 'RUNNING' ORDER BY started_at";

  private static final String VERIFIED =
      """
      SELECT t.id FROM extract_table t
      WHERE t.extract_id = ?
        AND (EXISTS (SELECT FROM table_receipt r WHERE r.table_id = t.id)
             OR EXISTS (SELECT FROM table_receipt_failure f WHERE f.table_id = t.id))
      """;

  private static final String KEEP =
      """
      INSERT INTO table_receipt
        (table_id, source_rows, file_rows, log_rows, target_rows, source_digest, file_digest,
         target_digest, files, digest_sql, special_values)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
      ON CONFLICT (table_id) DO NOTHING
      """;

  private static final String END =
      """
      UPDATE receipt SET state = 'DONE' WHERE extract_id = ? AND state = 'RUNNING'
      """;

  private static final String ONE = "SELECT * FROM receipt WHERE extract_id = ?";

  private static final String TABLES =
      """
      SELECT t.schema_name, t.table_name, coalesce(t.target_schema, t.schema_name) AS at_target,
             t.definition, t.rows_deleted, r.*
      FROM table_receipt r JOIN extract_table t ON t.id = r.table_id
      WHERE t.extract_id = ? ORDER BY t.ordinal
      """;

  private final SyncDatabase database;

  public ReceiptStore(SyncDatabase database) {
    this.database = database;
  }

  /// Begins a receipt, anew where one has ended; one that runs goes on.
  ///
  /// @throws PlimsollException NOT_FOUND, or CONFLICT for an extract without target or into a
  ///     Redshift
  void begin(UUID extractId) {
    database.tell(
        connection -> {
          requireTarget(connection, extractId);
          if (update(connection, BEGIN, extractId) > 0) {
            update(connection, FORGET, extractId);
            update(connection, FORGET_FAILURES, extractId);
          }
        });
  }

  private static void requireTarget(Connection connection, UUID extractId) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TARGET)) {
      statement.setObject(1, extractId);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new PlimsollException(ErrorCode.NOT_FOUND, "there is no extract " + extractId);
        }
        if (row.getString(1) == null) {
          throw new PlimsollException(
              ErrorCode.CONFLICT, "the extract has no target to be compared with its source");
        }
        if (row.getBoolean("redshift")) {
          throw new PlimsollException(
              ErrorCode.CONFLICT,
              "the rows of a Redshift are not digested: that COPY has loaded as many as the files"
                  + " hold is what is known of them");
        }
      }
    }
  }

  private static int update(Connection connection, String sql, UUID id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, id);
      return statement.executeUpdate();
    }
  }

  List<UUID> running() {
    return database.ask(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(RUNNING);
              ResultSet row = statement.executeQuery()) {
            List<UUID> ids = new ArrayList<>();
            while (row.next()) {
              ids.add(row.getObject(1, UUID.class));
            }
            return ids;
          }
        });
  }

  /// What a receipt waits for.
  ///
  /// @param ready loaded, not verified yet
  /// @param complete nothing is left to come
  record Outstanding(List<ExtractTable> ready, boolean complete) {}

  Outstanding outstanding(UUID extractId) {
    return database.ask(
        connection -> {
          List<ExtractTable> tables = TableRows.ofExtract(connection, extractId);
          Set<UUID> verified = verified(connection, extractId);
          List<ExtractTable> ready =
              tables.stream()
                  .filter(table -> table.state() == TableState.LOADED)
                  .filter(table -> !verified.contains(table.id()))
                  .toList();
          boolean ended =
              tables.stream().allMatch(table -> TableLifecycle.isEnd(table.state(), true));
          return new Outstanding(ready, ended && ready.isEmpty());
        });
  }

  private static Set<UUID> verified(Connection connection, UUID extractId) throws SQLException {
    Set<UUID> ids = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(VERIFIED)) {
      statement.setObject(1, extractId);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          ids.add(row.getObject(1, UUID.class));
        }
      }
    }
    return ids;
  }

  void keep(UUID tableId, TableReceipt receipt) {
    database.tell(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
            statement.setObject(1, tableId);
            statement.setLong(2, receipt.sourceRows());
            statement.setLong(3, receipt.fileRows());
            statement.setLong(4, receipt.logRows());
            statement.setLong(5, receipt.targetRows());
            statement.setString(6, receipt.sourceDigest());
            statement.setString(7, receipt.fileDigest());
            statement.setString(8, receipt.targetDigest());
            statement.setLong(9, receipt.files());
            statement.setString(10, receipt.digestSql());
            List<SpecialColumn> special = receipt.specialValues();
            statement.setString(11, special == null ? null : Json.write(special));
            statement.executeUpdate();
          }
        });
  }

  void done(UUID extractId) {
    database.tell(connection -> update(connection, END, extractId));
  }

  /// One table could not be read again; the others may.
  void failed(UUID tableId, PlimsollException failure) {
    database.tell(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(FAIL)) {
            statement.setObject(1, tableId);
            statement.setString(2, failure.code().value());
            statement.setString(3, String.valueOf(failure.getMessage()));
            statement.executeUpdate();
          }
        });
  }

  /// @throws PlimsollException NOT_FOUND
  Receipt get(UUID extractId) {
    return database.ask(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(ONE)) {
            statement.setObject(1, extractId);
            try (ResultSet row = statement.executeQuery()) {
              if (!row.next()) {
                throw new PlimsollException(
                    ErrorCode.NOT_FOUND, "no receipt was asked for of extract " + extractId);
              }
              Receipt.State state = Receipt.State.valueOf(row.getString("state"));
              Instant startedAt = row.getObject("started_at", OffsetDateTime.class).toInstant();
              List<TableReceipt> tables = tables(connection, extractId);
              List<ExtractTable> all = TableRows.ofExtract(connection, extractId);
              boolean proven =
                  state == Receipt.State.DONE
                      && tables.size() == all.size()
                      && tables.stream().allMatch(TableReceipt::equal);
              List<Failure> failures = new ArrayList<>(failures(all, own(row)));
              failures.addAll(unverified(connection, extractId));
              return new Receipt(
                  extractId, OpenEnum.of(state), startedAt, proven, tables, failures);
            }
          }
        });
  }

  private static List<Failure> unverified(Connection connection, UUID extractId)
      throws SQLException {
    List<Failure> failures = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(FAILURES)) {
      statement.setObject(1, extractId);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          failures.add(
              failure(
                  new QualifiedName(row.getString("schema_name"), row.getString("table_name")),
                  ErrorCode.of(row.getString("error_code")),
                  row.getString("error")));
        }
      }
    }
    return failures;
  }

  private static Optional<Failure> own(ResultSet receipt) throws SQLException {
    String code = receipt.getString("error_code");
    return code == null
        ? Optional.empty()
        : Optional.of(failure(null, ErrorCode.of(code), receipt.getString("error")));
  }

  private static List<Failure> failures(List<ExtractTable> tables, Optional<Failure> own) {
    Stream<Failure> ofTables =
        tables.stream()
            .filter(table -> table.state() == TableState.FAILED)
            .map(table -> failure(table.name(), table.errorCode(), table.error()));
    return Stream.concat(ofTables, own.stream()).toList();
  }

  private static Failure failure(
      @Nullable QualifiedName table, @Nullable ErrorCode code, @Nullable String message) {
    ErrorCode known = Objects.requireNonNullElse(code, ErrorCode.INTERNAL);
    return new Failure(
        table, known, Objects.requireNonNullElse(message, known.title()), known.fix());
  }

  private static List<TableReceipt> tables(Connection connection, UUID extractId)
      throws SQLException {
    List<TableReceipt> tables = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
      statement.setObject(1, extractId);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          tables.add(table(row));
        }
      }
    }
    return tables;
  }

  private static TableReceipt table(ResultSet row) throws SQLException {
    QualifiedName name =
        new QualifiedName(row.getString("schema_name"), row.getString("table_name"));
    TableDefinition definition = Json.read(row.getString("definition"), TableDefinition.class);
    long source = row.getLong("source_rows");
    long target = row.getLong("target_rows");
    Increment increment = definition.increment();
    String special = row.getString("special_values");
    return new TableReceipt(
        name,
        new QualifiedName(row.getString("at_target"), name.name()),
        source,
        row.getLong("file_rows"),
        row.getLong("log_rows"),
        target,
        row.getString("source_digest"),
        row.getString("file_digest"),
        row.getString("target_digest"),
        row.getLong("files"),
        Math.max(0, source - target),
        Math.max(0, target - source),
        row.getString("digest_sql"),
        OpenEnum.of(definition.consistency()),
        definition.wantsDeletes() ? row.getLong("rows_deleted") : null,
        increment == null ? null : increment.lateCommits(),
        special == null ? null : List.of(Json.read(special, SpecialColumn[].class)));
  }
}
