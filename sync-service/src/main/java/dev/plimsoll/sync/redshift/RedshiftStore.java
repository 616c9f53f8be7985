package dev.plimsoll.sync.redshift;

import dev.plimsoll.connector.loading.LoadableBatch;
import dev.plimsoll.connector.redshift.IamRole;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.load.LoadProgressStore;
import dev.plimsoll.sync.table.TableProgress;
import dev.plimsoll.sync.table.TableRows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/// Loads into a Redshift, in this service's database: what other loads do not have.
@Singleton
public final class RedshiftStore {
  private static final String NOTE =
      """
      INSERT INTO redshift_load (table_id, iam_role, may_create)
      SELECT id, ?, ? FROM extract_table WHERE extract_id = ?
      ON CONFLICT (table_id) DO NOTHING
      """;

  private static final String OPEN =
      """
      SELECT r.table_id FROM redshift_load r JOIN extract_table t ON t.id = r.table_id
      WHERE t.state NOT IN ('LOADED', 'FAILED')
      ORDER BY t.started_at, t.ordinal
      """;

  private static final String ONE =
      "SELECT iam_role, may_create FROM redshift_load WHERE table_id = ?";

  private static final String BATCHES_LOADED =
      "UPDATE batch SET loaded_at = clock_timestamp() WHERE table_id = ? AND loaded_at IS NULL";

  private static final String TABLE_LOADED =
      "UPDATE extract_table SET target_prepared = true, rows_loaded = rows_extracted WHERE id = ?";

  private final SyncDatabase database;
  private final TableProgress progress;
  private final LoadProgressStore batches;

  public RedshiftStore(SyncDatabase database, TableProgress progress, LoadProgressStore batches) {
    this.database = database;
    this.progress = progress;
    this.batches = batches;
  }

  /// Notes, in the transaction that creates a load, that its tables go into a Redshift.
  static void note(Connection connection, UUID loadId, IamRole role, boolean create)
      throws SQLException {
    Sql.of(connection, NOTE, role.arns(), create, loadId).update();
  }

  /// Tables that have neither been loaded nor failed.
  List<UUID> open() {
    return database.ask(
        connection -> Sql.of(connection, OPEN).list(row -> row.getObject(1, UUID.class)));
  }

  RedshiftRun run(UUID tableId) {
    List<LoadableBatch> files = batches.all(tableId);
    return database.ask(
        connection ->
            Sql.of(connection, ONE, tableId)
                .one(
                    row ->
                        RedshiftRun.of(
                            TableRows.byId(connection, tableId),
                            files,
                            new IamRole(row.getString("iam_role")),
                            row.getBoolean("may_create"))));
  }

  /// Counts a table's rows as loaded. Idempotent.
  void loaded(UUID tableId) {
    database.tell(
        connection -> {
          Sql.of(connection, BATCHES_LOADED, tableId).update();
          Sql.of(connection, TABLE_LOADED, tableId).update();
          progress.advance(connection, tableId, true);
        });
  }
}
