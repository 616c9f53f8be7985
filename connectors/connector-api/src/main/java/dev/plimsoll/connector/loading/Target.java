package dev.plimsoll.connector.loading;

import dev.plimsoll.connector.source.SqlDigest;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Kind of database that tables are loaded into, batch by batch. One instance serves all databases
/// of its kind. Thread-safe.
///
/// The target itself keeps the progress: rows and the offset behind them are one transaction, which
/// also requires that the load is the table's owner.
///
/// All methods that open a session throw {@link PlimsollException} DATABASE_UNREACHABLE,
/// AUTHENTICATION_FAILED, DATABASE_NOT_FOUND or CREDENTIAL_MISSING where none can be opened.
public interface Target {
  /// Session that checks tables before anything is read for them. It writes nothing.
  ///
  /// @param program name under which the server shows the session
  TargetPlanning plan(DatabaseAddress address, String program) throws SQLException;

  /// Prepares the table in one transaction. Its load becomes the owner. A missing table is created;
  /// one that is there must be empty, unless rows are merged into it. Its offsets begin at 0. A
  /// load of a whole table that has lost it with offsets at 0 asks for it like any other.
  ///
  /// @param partitions of the log that the table's batches are in
  /// @param known this installation's loads, perhaps with the owner before
  /// @throws PlimsollException TARGET_OWNED, TARGET_MISMATCH or TARGET_NOT_EMPTY; LOCK_TIMEOUT
  ///     while another process prepares one
  void prepare(DatabaseAddress address, TableLoad load, List<Integer> partitions, KnownLoads known)
      throws SQLException;

  /// Whether a load has been prepared, and has not lost its table since.
  boolean isPrepared(DatabaseAddress address, TableLoad load) throws SQLException;

  /// Loader of batches of one partition. Its session is opened at the first use.
  BatchLoading load(DatabaseAddress address, TableLoad load, int partition, BatchFiles files);

  /// Rows that the load's offsets say are there.
  long loadedOffsets(DatabaseAddress address, TableLoad load) throws SQLException;

  /// Deletes of rows that the source has no more, for a load that merges.
  ///
  /// @return empty where another process works on them
  Optional<KeyDeletes> deletes(DatabaseAddress address, TableLoad load) throws SQLException;

  /// Rows and digest of the loaded table as it is now, computed by the server.
  ///
  /// @param window of its rows; null for every row
  /// @throws PlimsollException TABLE_NOT_FOUND or COLUMN_NOT_FOUND where it is not as it was loaded
  SqlDigest digest(
      DatabaseAddress address, String program, TableLoad load, @Nullable RowWindow window)
      throws SQLException;

  /// Notes that a load has ended, so that the next one may have its table.
  void end(DatabaseAddress address, TableLoad load) throws SQLException;

  /// Takes the rows of an unfinished load out of its table again. The load keeps the table, with
  /// its offsets at 0.
  ///
  /// @throws PlimsollException TARGET_OWNED, or CONFLICT where the table has not the load's rows
  ///     alone, or nothing of it was ever there
  void discard(DatabaseAddress address, TableLoad load) throws SQLException;
}
