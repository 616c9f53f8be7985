package dev.plimsoll.sync.load;

import dev.plimsoll.connector.loading.Target;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.registry.ByKind;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableRows;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.UUID;

/// Discard of a load that has not ended well: its rows are taken out of its table, so that another
/// load may have it. A retry of the load begins with its first row.
///
/// The target is changed first. A service that stops before it has noted that here is asked again.
@Singleton
public final class Discards {
  private static final String FORGET_BATCHES =
      "UPDATE batch SET loaded_at = NULL WHERE table_id = ? AND loaded_at IS NOT NULL";
  private static final String FORGET_ROWS = "UPDATE extract_table SET rows_loaded = 0 WHERE id = ?";

  private final SyncDatabase database;
  private final ByKind<Target> targets;
  private final Registry registry;

  public Discards(SyncDatabase database, ByKind<Target> targets, Registry registry) {
    this.database = database;
    this.targets = targets;
    this.registry = registry;
  }

  /// @param extractId of an extract or a load
  /// @throws PlimsollException NOT_FOUND; CONFLICT where the load has not failed, is an increment,
  ///     or the table has not its rows alone; TARGET_OWNED; or why the target does not do it
  void discard(UUID extractId, QualifiedName name) {
    ExtractTable table = database.ask(connection -> TableRows.byName(connection, extractId, name));
    requireUnfinished(table);
    String into = table.target();
    if (into == null || table.definition().increment() != null) {
      throw PlimsollException.conflict(
          into == null
              ? name + " is loaded nowhere"
              : name + " is an increment: its rows are among those of others");
    }
    try {
      KnownDatabase known = registry.loadedByBatches(into);
      targets.of(known.kind()).discard(known.address(), table.load());
    } catch (SQLException e) {
      throw ExceptionCodes.of(e);
    }
    database.tell(
        connection -> {
          requireUnfinished(TableRows.lock(connection, table.id()));
          Sql.of(connection, FORGET_BATCHES, table.id()).update();
          Sql.of(connection, FORGET_ROWS, table.id()).update();
        });
  }

  private static void requireUnfinished(ExtractTable table) {
    if (table.state() != TableState.FAILED) {
      throw PlimsollException.conflict(
          "%s has not failed: it is %s; a load that is under way is cancelled first"
              .formatted(table.name(), table.state()));
    }
  }
}
