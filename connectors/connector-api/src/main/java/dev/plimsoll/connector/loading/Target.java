package dev.plimsoll.connector.loading;

import dev.plimsoll.connector.source.SqlDigest;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A kind of database that tables are loaded into, batch by batch. One instance serves all
/// databases of its kind; threads share it.
///
/// Progress is kept in the target itself: rows and the offset behind them are one transaction. A
/// table belongs to one load at a time, which is compared in that transaction.
///
/// All methods that open a session throw {@link PlimsollException} DATABASE_UNREACHABLE,
/// AUTHENTICATION_FAILED, DATABASE_NOT_FOUND or CREDENTIAL_MISSING where there is none to be had.
public interface Target {
  /// A session that checks tables before anything is read for them. It writes nothing.
  ///
  /// @param program name under which the server shows the session
  TargetPlanning plan(DatabaseAddress address, String program) throws SQLException;

  /// Makes the table ready in one transaction: its load becomes the table's owner; it is created
  /// where it is missing, empty unless rows are merged into it, with its offsets at 0. Once the
  /// offsets are there and the table is its own, all of that has happened. A load of a whole table
  /// that has lost it with offsets still at 0, or at 0 again, asks for it like any other.
  ///
  /// @param partitions of the log that the table's batches are in
  /// @param known this installation's loads, the owner before perhaps among them
  /// @throws PlimsollException TARGET_OWNED, TARGET_MISMATCH or TARGET_NOT_EMPTY; LOCK_TIMEOUT
  ///     while another process prepares one
  void prepare(DatabaseAddress address, TableLoad load, List<Integer> partitions, KnownLoads known)
      throws SQLException;

  /// Whether a load has been prepared, and has not lost its table since.
  boolean isPrepared(DatabaseAddress address, TableLoad load) throws SQLException;

  /// Loads batches of one partition; opens its session when that is needed first.
  BatchLoading load(DatabaseAddress address, TableLoad load, int partition, BatchFiles files);

  /// Rows that the load's offsets say are there.
  long loadedOffsets(DatabaseAddress address, TableLoad load) throws SQLException;

  /// Deletes of what the source has no more, of a load that merges.
  ///
  /// @return empty where another process is at them
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

  /// Takes the rows of a load that has not ended well out of its table again. The load keeps the
  /// table, with its offsets at 0.
  ///
  /// @throws PlimsollException TARGET_OWNED, or CONFLICT where the table has not the load's rows
  ///     alone, or nothing of it was ever there
  void discard(DatabaseAddress address, TableLoad load) throws SQLException;
}
