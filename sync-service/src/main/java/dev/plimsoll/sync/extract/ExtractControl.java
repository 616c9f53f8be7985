package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.messaging.SyncOutboxRelay;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableLifecycle;
import dev.plimsoll.sync.table.TableProgress;
import dev.plimsoll.sync.table.TableRows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Control of an extract, or of one of its tables: cancels, pauses and resumes what has not ended.
/// Idempotent.
///
/// A paused table's workers leave it at their next range or object; its batches stay, and its
/// snapshot stays held. A cancelled table has failed with a code of its own, and may be retried.
@Singleton
public final class ExtractControl {
  private static final String PAUSE = "UPDATE extract_table SET paused = ? WHERE id = ?";

  private final SyncDatabase database;
  private final ExtractStore store;
  private final TableProgress progress;
  private final SyncOutboxRelay relay;

  public ExtractControl(
      SyncDatabase database, ExtractStore store, TableProgress progress, SyncOutboxRelay relay) {
    this.database = database;
    this.store = store;
    this.progress = progress;
    this.relay = relay;
  }

  /// What is to become of tables.
  enum Act {
    CANCEL,
    PAUSE,
    RESUME
  }

  /// @param name null for all tables
  /// @throws PlimsollException NOT_FOUND
  void act(Act act, UUID extractId, @Nullable QualifiedName name) {
    database.tell(
        connection -> {
          store.view(connection, extractId);
          for (ExtractTable table : tables(connection, extractId, name)) {
            ExtractTable locked = TableRows.lock(connection, table.id());
            if (!TableLifecycle.isEnd(locked.state(), locked.target() != null)) {
              act(connection, act, locked);
            }
          }
        });
    relay.wake();
  }

  private static List<ExtractTable> tables(
      Connection connection, UUID extractId, @Nullable QualifiedName name) throws SQLException {
    return name == null
        ? TableRows.ofExtract(connection, extractId)
        : List.of(TableRows.byName(connection, extractId, name));
  }

  private void act(Connection connection, Act act, ExtractTable table) throws SQLException {
    switch (act) {
      case CANCEL ->
          progress.fail(
              connection,
              table.id(),
              ErrorCode.EXTRACT_CANCELLED,
              "cancelled while it was " + table.state(),
              null);
      case PAUSE -> {
        if (table.isBeingRead()) {
          Sql.of(connection, PAUSE, true, table.id()).update();
        }
      }
      case RESUME -> {
        if (table.paused()) {
          Sql.of(connection, PAUSE, false, table.id()).update();
          store.reissue(connection, table);
        }
      }
    }
  }
}
