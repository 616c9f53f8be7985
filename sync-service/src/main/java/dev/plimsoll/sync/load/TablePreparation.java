package dev.plimsoll.sync.load;

import dev.plimsoll.connector.loading.KnownLoads;
import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.connector.loading.Target;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.sync.recovery.SideEffects;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableFailures;
import dev.plimsoll.sync.table.TableRows;
import dev.plimsoll.sync.targets.LoadHistory;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Preparation of a table at its target, by one worker of all processes at a time, which notes what
/// has come of it before the next one asks: where several did, one could take the table and another
/// fail it for a refusal of the moment before. A worker that was frozen, and has lost its session
/// and so the lock, notes nothing.
@Singleton
final class TablePreparation {
  // While the target is waited for, the session is idle; the usual limit would end it.
  private static final String LOCK =
      """
      SELECT pg_advisory_xact_lock(hashtextextended('plimsoll.sync.prepare.' || ?, 0))
      FROM (SELECT set_config('idle_in_transaction_session_timeout', '10min', true),
                   set_config('lock_timeout', '2s', true)) limits
      """;

  private final LoadProgressStore store;
  private final SyncDatabase database;
  private final TableFailures failures;
  private final SideEffects effects;
  private final SideEffects atTarget;

  TablePreparation(
      LoadProgressStore store, SyncDatabase database, TableFailures failures, SideEffects effects) {
    this.store = store;
    this.database = database;
    this.failures = failures;
    this.effects = effects;
    this.atTarget = effects.briefly();
  }

  /// @param table as the worker has found it
  /// @return false where the table has failed, by this or before, or was retried since it was found
  /// @throws PlimsollException with the code of a failure that may pass; LOCK_TIMEOUT while another
  ///     worker prepares it
  boolean prepare(ExtractTable table, Target target, DatabaseAddress address) {
    return effects.attempt(
        SideEffect.NOTE_PREPARED,
        () -> database.transaction(connection -> prepare(connection, table, target, address)));
  }

  private boolean prepare(
      Connection connection, ExtractTable found, Target target, DatabaseAddress address)
      throws SQLException {
    Sql.of(connection, LOCK, found.id().toString()).exists();
    ExtractTable table = TableRows.byId(connection, found.id());
    if (table.state() == TableState.FAILED || !table.load().equals(found.load())) {
      return false;
    }
    if (table.loading().prepared()) {
      return true;
    }
    List<Integer> partitions = LoadProgressStore.partitions(connection, table.id());
    try {
      prepare(target, address, table.load(), partitions, LoadHistory.in(connection));
    } catch (PlimsollException e) {
      if (e.code().isTransient() || e.code() == ErrorCode.INTERRUPTED) {
        throw e;
      }
      failures.note(connection, table, e, SqlStates.state(e));
      return false;
    }
    store.notePrepared(connection, table.id());
    return true;
  }

  private void prepare(
      Target target,
      DatabaseAddress address,
      TableLoad load,
      List<Integer> partitions,
      KnownLoads known) {
    atTarget.perform(
        SideEffect.PREPARE_TARGET,
        () -> {
          target.prepare(address, load, partitions, known);
          return true;
        },
        () -> target.isPrepared(address, load) ? Optional.of(true) : Optional.empty());
  }
}
