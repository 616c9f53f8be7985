package dev.plimsoll.sync.receipt;

import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.Receipt.Digests;
import dev.plimsoll.contracts.sync.Receipt.Rows;
import dev.plimsoll.contracts.sync.Receipt.SpecialColumn;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.contracts.sync.Receipt.Unproven;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.increment.Increment;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableDefinition;
import dev.plimsoll.sync.table.TableLifecycle;
import dev.plimsoll.sync.table.TableRows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Receipts in this service's database.
@Singleton
public final class ReceiptStore {
  private static final String TARGET =
      """
      SELECT e.target, p.kind = 'REDSHIFT' AS redshift
      FROM extract e LEFT JOIN known_database p ON p.name = e.target WHERE e.id = ?
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
      "UPDATE receipt SET state = 'DONE' WHERE extract_id = ? AND state = 'RUNNING'";

  private static final String ONE =
      "SELECT state, started_at, error_code, error FROM receipt WHERE extract_id = ?";

  private static final String TABLES =
      """
      SELECT r.table_id, r.source_rows, r.source_digest, r.file_rows, r.file_digest, r.target_rows,
             r.target_digest, r.log_rows, r.files, r.digest_sql, r.special_values
      FROM table_receipt r JOIN extract_table t ON t.id = r.table_id
      WHERE t.extract_id = ? ORDER BY t.ordinal
      """;

  private final SyncDatabase database;

  public ReceiptStore(SyncDatabase database) {
    this.database = database;
  }

  /// Begins a receipt, or begins one again that has ended; a running one continues.
  ///
  /// @throws PlimsollException NOT_FOUND, or CONFLICT for an extract without target or into a
  ///     Redshift
  void begin(UUID extractId) {
    database.tell(
        connection -> {
          requireTarget(connection, extractId);
          if (Sql.of(connection, BEGIN, extractId).updateAny()) {
            Sql.of(connection, FORGET, extractId).update();
            Sql.of(connection, FORGET_FAILURES, extractId).update();
          }
        });
  }

  private static void requireTarget(Connection connection, UUID extractId) throws SQLException {
    Target target =
        Sql.of(connection, TARGET, extractId)
            .first(row -> new Target(row.getString("target"), row.getBoolean("redshift")))
            .orElseThrow(() -> PlimsollException.notFound("there is no extract " + extractId));
    if (target.name() == null) {
      throw PlimsollException.conflict("the extract has no target to be compared with its source");
    }
    if (target.redshift()) {
      throw PlimsollException.conflict(
          "the rows of a Redshift are not digested: that COPY has loaded as many as the files"
              + " hold is what is known of them");
    }
  }

  private record Target(@Nullable String name, boolean redshift) {}

  List<UUID> running() {
    return database.ask(
        connection -> Sql.of(connection, RUNNING).list(row -> row.getObject(1, UUID.class)));
  }

  /// Tables that a receipt waits for.
  ///
  /// @param ready loaded, not verified yet
  /// @param complete every table has ended and was verified
  record Outstanding(List<ExtractTable> ready, boolean complete) {}

  Outstanding outstanding(UUID extractId) {
    return database.ask(
        connection -> {
          List<ExtractTable> tables = TableRows.ofExtract(connection, extractId);
          Set<UUID> verified =
              Set.copyOf(
                  Sql.of(connection, VERIFIED, extractId)
                      .list(row -> row.getObject(1, UUID.class)));
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

  void keep(UUID tableId, TableReceipt receipt) {
    Rows rows = receipt.rows();
    Digests digests = receipt.digests();
    List<SpecialColumn> special = receipt.specialValues();
    database.tell(
        connection ->
            Sql.of(
                    connection,
                    KEEP,
                    tableId,
                    rows.source(),
                    rows.file(),
                    rows.log(),
                    rows.target(),
                    digests.source(),
                    digests.file(),
                    digests.target(),
                    receipt.files(),
                    digests.sql(),
                    special == null ? null : Json.write(special))
                .update());
  }

  void done(UUID extractId) {
    database.tell(connection -> Sql.of(connection, END, extractId).update());
  }

  /// Notes that one table could not be verified; others are not affected.
  void failed(UUID tableId, PlimsollException failure) {
    String message = String.valueOf(failure.getMessage());
    database.tell(
        connection -> Sql.of(connection, FAIL, tableId, failure.code().value(), message).update());
  }

  /// @throws PlimsollException NOT_FOUND
  Receipt get(UUID extractId) {
    return database.ask(
        connection ->
            Sql.of(connection, ONE, extractId)
                .first(row -> receipt(connection, extractId, row))
                .orElseThrow(
                    () ->
                        PlimsollException.notFound(
                            "no receipt was asked for of extract " + extractId)));
  }

  private static Receipt receipt(Connection connection, UUID extractId, ResultSet row)
      throws SQLException {
    Receipt.State state = Receipt.State.valueOf(row.getString("state"));
    List<ExtractTable> all = TableRows.ofExtract(connection, extractId);
    List<TableReceipt> tables =
        Sql.of(connection, TABLES, extractId).list(verified -> table(verified, all));
    boolean proven =
        state == Receipt.State.DONE
            && tables.size() == all.size()
            && tables.stream().allMatch(TableReceipt::equal);
    List<Unproven> failures = new ArrayList<>();
    for (ExtractTable table : all) {
      Failure failure = table.outcome().failure();
      if (failure != null) {
        failures.add(Unproven.of(table.name(), failure));
      }
    }
    if (row.getString("error_code") != null) {
      failures.add(Unproven.of(null, failure(row)));
    }
    failures.addAll(Sql.of(connection, FAILURES, extractId).list(ReceiptStore::unverified));
    return new Receipt(
        extractId,
        OpenEnum.of(state),
        Columns.instant(row, "started_at"),
        proven,
        tables,
        failures);
  }

  private static Unproven unverified(ResultSet row) throws SQLException {
    return Unproven.of(
        new QualifiedName(row.getString("schema_name"), row.getString("table_name")), failure(row));
  }

  private static Failure failure(ResultSet row) throws SQLException {
    return Failure.of(ErrorCode.of(row.getString("error_code")), row.getString("error"));
  }

  private static TableReceipt table(ResultSet row, List<ExtractTable> tables) throws SQLException {
    UUID id = row.getObject("table_id", UUID.class);
    String special = row.getString("special_values");
    return receipt(
        tables.stream().filter(table -> table.id().equals(id)).findFirst().orElseThrow(),
        new TableDigest(row.getLong("source_rows"), row.getString("source_digest")),
        new TableDigest(row.getLong("file_rows"), row.getString("file_digest")),
        new TableDigest(row.getLong("target_rows"), row.getString("target_digest")),
        row.getLong("log_rows"),
        row.getLong("files"),
        row.getString("digest_sql"),
        special == null ? null : List.of(Json.read(special, SpecialColumn[].class)));
  }

  /// @param logRows rows that the target's offsets say are loaded
  static TableReceipt receipt(
      ExtractTable table,
      TableDigest source,
      TableDigest files,
      TableDigest target,
      long logRows,
      long fileCount,
      String sql,
      @Nullable List<SpecialColumn> special) {
    TableDefinition definition = table.definition();
    Increment increment = definition.increment();
    return new TableReceipt(
        table.name(),
        table.targetName(),
        new Rows(
            source.rows(),
            files.rows(),
            logRows,
            target.rows(),
            Math.max(0, source.rows() - target.rows()),
            Math.max(0, target.rows() - source.rows()),
            definition.wantsDeletes() ? table.loading().merged().deleted() : null),
        new Digests(source.digest(), files.digest(), target.digest(), sql),
        fileCount,
        OpenEnum.of(definition.consistency()),
        increment == null ? null : increment.lateCommits(),
        special);
  }
}
