package dev.plimsoll.sync.iceberg;

import dev.plimsoll.connector.iceberg.BaseSnapshot;
import dev.plimsoll.connector.iceberg.CommittedSnapshot;
import dev.plimsoll.connector.iceberg.IcebergRun;
import dev.plimsoll.connector.iceberg.IcebergRun.RunFile;
import dev.plimsoll.connector.iceberg.IcebergTarget;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest.IcebergRequest;
import dev.plimsoll.contracts.sync.IcebergSnapshot;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.table.TableDefinition;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Ledger of commits to Iceberg tables, in this service's database.
@Singleton
public final class IcebergLedger {
  private static final String NOTE =
      """
      INSERT INTO iceberg_commit (table_id, catalog, namespace, table_name, may_create, write_mode)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (table_id) DO NOTHING
      """;

  // A table whose load has failed waits: retrying it may read it anew.
  private static final String OPEN =
      """
      SELECT c.table_id FROM iceberg_commit c JOIN extract_table t ON t.id = c.table_id
      WHERE c.state IN ('WAITING', 'COMMITTING')
        AND t.read_tasks > 0 AND t.read_tasks_done = t.read_tasks AND t.state <> 'FAILED'
      ORDER BY t.ended_at NULLS LAST, c.table_id
      """;

  private static final String RUN =
      """
      SELECT c.table_id, c.catalog, c.namespace, c.table_name, c.may_create, c.write_mode,
             t.extract_id, t.definition
      FROM iceberg_commit c JOIN extract_table t ON t.id = c.table_id
      WHERE c.table_id = ? AND c.state IN ('WAITING', 'COMMITTING')
      """;

  private static final String FILES =
      """
      SELECT b.object_key, b.bytes, b.record_count
      FROM batch b JOIN read_task s ON s.id = b.read_task_id
      WHERE b.table_id = ?
      ORDER BY s.number, b.sequence
      """;

  private static final String BASE =
      """
      SELECT base_table, base_snapshot FROM iceberg_commit
      WHERE table_id = ? AND begun_at IS NOT NULL
      """;

  private static final String BEGIN =
      """
      UPDATE iceberg_commit
      SET state = 'COMMITTING', begun_at = clock_timestamp(), base_table = ?, base_snapshot = ?
      WHERE table_id = ? AND begun_at IS NULL
      """;

  private static final String COMMITTED =
      """
      UPDATE iceberg_commit
      SET state = 'COMMITTED', snapshot_id = ?, committed_at = clock_timestamp(),
          error_code = NULL, error = NULL
      WHERE table_id = ? AND state <> 'COMMITTED'
      """;

  private static final String FAILED =
      """
      UPDATE iceberg_commit SET state = 'FAILED', error_code = ?, error = ?
      WHERE table_id = ? AND state <> 'COMMITTED'
      """;

  private static final String RETRY =
      """
      UPDATE iceberg_commit
      SET state = CASE WHEN begun_at IS NULL THEN 'WAITING' ELSE 'COMMITTING' END,
          error_code = NULL, error = NULL
      WHERE table_id = ? AND state = 'FAILED'
      """;

  private static final String OF_EXTRACT =
      """
      SELECT c.table_id, c.catalog, c.namespace, c.table_name, c.may_create, c.write_mode, c.state,
             c.snapshot_id, c.committed_at, c.error_code, c.error
      FROM iceberg_commit c JOIN extract_table t ON t.id = c.table_id
      WHERE t.extract_id = ?
      """;

  private final SyncDatabase database;

  public IcebergLedger(SyncDatabase database) {
    this.database = database;
  }

  /// Notes that a table is to be committed once it is extracted.
  public static void note(
      Connection connection, UUID tableId, IcebergRequest request, QualifiedName table)
      throws SQLException {
    IcebergTarget target = IcebergRequests.target(request, table);
    Sql.of(
            connection,
            NOTE,
            tableId,
            target.catalog(),
            target.namespace(),
            target.table(),
            target.create(),
            target.write())
        .update();
  }

  /// Tables that are extracted and neither committed nor given up.
  List<UUID> open() {
    return database.ask(
        connection -> Sql.of(connection, OPEN).list(row -> row.getObject(1, UUID.class)));
  }

  /// A table's run; empty where it is committed or given up.
  Optional<IcebergRun> run(UUID tableId) {
    return database.ask(
        connection ->
            Sql.of(connection, RUN, tableId)
                .first(
                    row -> run(row, Sql.of(connection, FILES, tableId).list(IcebergLedger::file))));
  }

  private static IcebergRun run(ResultSet row, List<RunFile> files) throws SQLException {
    return new IcebergRun(
        row.getObject("table_id", UUID.class),
        row.getObject("extract_id", UUID.class),
        target(row),
        Json.read(row.getString("definition"), TableDefinition.class).columns(),
        files);
  }

  private static IcebergTarget target(ResultSet row) throws SQLException {
    return new IcebergTarget(
        row.getString("catalog"),
        row.getString("namespace"),
        row.getString("table_name"),
        row.getBoolean("may_create"),
        IcebergTarget.Write.valueOf(row.getString("write_mode")));
  }

  private static RunFile file(ResultSet row) throws SQLException {
    return new RunFile(
        row.getString("object_key"), row.getLong("bytes"), row.getLong("record_count"));
  }

  /// History of the table before the first attempt; null where there was none.
  @Nullable BaseSnapshot base(UUID tableId) {
    return database
        .<Optional<BaseSnapshot>>ask(
            connection -> Sql.of(connection, BASE, tableId).first(IcebergLedger::readBase))
        .orElse(null);
  }

  private static BaseSnapshot readBase(ResultSet row) throws SQLException {
    return new BaseSnapshot(
        row.getString("base_table"), row.getObject("base_snapshot", Long.class));
  }

  /// Notes that the first attempt is about to be made.
  void begin(UUID tableId, BaseSnapshot base) {
    database.tell(
        connection ->
            Sql.of(connection, BEGIN, base.tableUuid(), base.snapshotId(), tableId).update());
  }

  void committed(UUID tableId, CommittedSnapshot committed) {
    database.tell(
        connection -> Sql.of(connection, COMMITTED, committed.snapshotId(), tableId).update());
  }

  void failed(UUID tableId, PlimsollException failure) {
    String code = failure.code().value();
    database.tell(
        connection -> Sql.of(connection, FAILED, code, failure.getMessage(), tableId).update());
  }

  /// Lets a failed commit be tried again; false where none had failed.
  public static boolean retry(Connection connection, UUID tableId) throws SQLException {
    return Sql.of(connection, RETRY, tableId).updateAny();
  }

  /// Snapshots of an extract by the id of their table.
  public static Map<UUID, IcebergSnapshot> ofExtract(Connection connection, UUID extractId)
      throws SQLException {
    return Sql.of(connection, OF_EXTRACT, extractId)
        .map(row -> row.getObject("table_id", UUID.class), IcebergLedger::snapshot);
  }

  private static IcebergSnapshot snapshot(ResultSet row) throws SQLException {
    String errorCode = row.getString("error_code");
    return new IcebergSnapshot(
        row.getString("catalog"),
        target(row).toString(),
        OpenEnum.of(IcebergSnapshot.State.valueOf(row.getString("state"))),
        row.getString("snapshot_id"),
        Columns.instantOrNull(row, "committed_at"),
        errorCode == null ? null : Failure.of(ErrorCode.of(errorCode), row.getString("error")));
  }
}
