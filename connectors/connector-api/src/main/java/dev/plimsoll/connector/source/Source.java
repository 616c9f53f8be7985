package dev.plimsoll.connector.source;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A kind of database that tables are read from. One instance serves all databases of its kind;
/// threads share it.
///
/// A source has to check an address, find and plan tables, and read one whole. Everything else it
/// may leave out: what a request wants of it then is refused by INVALID_REQUEST, and what only
/// helps is done without.
///
/// All methods that open a session throw {@link PlimsollException} DATABASE_UNREACHABLE,
/// AUTHENTICATION_FAILED, DATABASE_NOT_FOUND or CREDENTIAL_MISSING where there is none to be had.
public interface Source {
  /// Logs in, and finds out whether there is anything that this role can use.
  ///
  /// @throws PlimsollException also UNSUPPORTED_SERVER or INSUFFICIENT_PRIVILEGE
  void check(DatabaseAddress address) throws SQLException;

  /// @param program name under which the server shows the session
  PlanningSession plan(DatabaseAddress address, String program) throws SQLException;

  /// A table that is read by one query.
  ///
  /// @throws PlimsollException SOURCE_CHANGED where it is not as it was planned
  /// @throws SnapshotLostException where the snapshot of the access is no more
  WholeTable whole(TableAccess access) throws SQLException;

  /// A table that is read by ranges of its key.
  ///
  /// @throws PlimsollException as {@link #whole}; INTERRUPTED when it is stopped while it waits
  /// @throws SnapshotLostException where the snapshot of the access is no more
  default KeySession keys(TableAccess access) throws SQLException {
    throw unsupported(access.table().name() + " is read whole: its source has no ranges of keys");
  }

  /// A table that is read by ranges of blocks.
  ///
  /// @throws PlimsollException as {@link #whole}
  /// @throws SnapshotLostException where the snapshot of the access is no more
  default BlockSession blocks(TableAccess access) throws SQLException {
    throw unsupported(access.table().name() + " is read whole: its source has no blocks");
  }

  /// Whether a process can join a snapshot that another has taken.
  default boolean joinsSnapshots() {
    return false;
  }

  /// Takes the moment that is now, for all sessions that will read a table.
  ///
  /// @param sessions that will read at a time, 1 or more
  /// @throws PlimsollException SNAPSHOT_LOST where it is not to be had
  default SharedSnapshot take(
      DatabaseAddress address, String program, QualifiedName table, int sessions)
      throws SQLException {
    throw unsupported(table + " is read whole: its source has no shared snapshots");
  }

  /// A snapshot that another process holds; whether it is still there is found out by who reads.
  default SharedSnapshot join(SourceSnapshot exported) {
    throw unsupported("its source has no shared snapshots");
  }

  /// Where the keys of tables lie, looked at for some milliseconds a table. Tables that cannot be
  /// looked at are left out.
  default Map<QualifiedName, KeyEnds> keyEnds(
      DatabaseAddress address, String program, List<SourceTable> tables) throws SQLException {
    return Map.of();
  }

  /// A key about the middle of what is left of a range; empty where nothing is known.
  ///
  /// @param after which key it must lie
  /// @param upper before which; null for no bound
  /// @param leastBytes of the table for it to be worth a look
  default Optional<KeyMiddle> middle(
      DatabaseAddress address,
      String program,
      PlannedTable table,
      String after,
      @Nullable String upper,
      long leastBytes)
      throws SQLException {
    return Optional.empty();
  }

  /// Rows and digest of a table as it is now, computed by the server.
  ///
  /// @throws PlimsollException SOURCE_CHANGED; INVALID_REQUEST where the server cannot compute it,
  ///     so that rows have to be read instead
  default SqlDigest digest(DatabaseAddress address, String program, PlannedTable table)
      throws SQLException {
    throw unsupported("its source computes no digests");
  }

  /// The primary keys that a table has at the moment that is now.
  ///
  /// @param only without what inherits from the table
  /// @param key its primary key, as it was planned
  /// @throws PlimsollException SOURCE_CHANGED; INVALID_REQUEST where keys cannot be compared
  default SourceKeys heldKeys(
      DatabaseAddress address, String program, QualifiedName table, boolean only, List<Column> key)
      throws SQLException {
    throw unsupported(table + " has no keys to compare: its source does not compare keys");
  }

  /// What a source that leaves something out answers who wants it.
  static PlimsollException unsupported(String why) {
    return PlimsollException.invalidRequest(why);
  }
}
