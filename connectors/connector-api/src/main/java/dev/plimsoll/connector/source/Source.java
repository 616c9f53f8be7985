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

/// A kind of database that tables are read from. One instance serves all its databases and is
/// thread-safe.
///
/// Every source checks addresses, finds and plans tables, and reads one whole. All else is
/// optional: a request that needs a missing feature is refused (INVALID_REQUEST); mere
/// optimizations are skipped.
///
/// Methods that open a session throw {@link PlimsollException} DATABASE_UNREACHABLE,
/// AUTHENTICATION_FAILED, DATABASE_NOT_FOUND or CREDENTIAL_MISSING.
public interface Source {
  /// Logs in, and checks that the role can use anything at all.
  ///
  /// @throws PlimsollException also UNSUPPORTED_SERVER or INSUFFICIENT_PRIVILEGE
  void check(DatabaseAddress address) throws SQLException;

  /// @param program name under which the server shows the session
  PlanningSession plan(DatabaseAddress address, String program) throws SQLException;

  /// Opens a table to be read by one query.
  ///
  /// @throws PlimsollException SOURCE_CHANGED where it differs from its plan
  /// @throws SnapshotLostException where the access' snapshot is gone
  WholeTable whole(TableAccess access) throws SQLException;

  /// Opens a table to be read by ranges of its key.
  ///
  /// @throws PlimsollException as {@link #whole}; INTERRUPTED when stopped while waiting
  /// @throws SnapshotLostException as {@link #whole}
  default KeySession keys(TableAccess access) throws SQLException {
    throw unsupported(access.table().name() + " is read whole: its source has no ranges of keys");
  }

  /// Opens a table to be read by ranges of blocks; exceptions as {@link #whole}.
  default BlockSession blocks(TableAccess access) throws SQLException {
    throw unsupported(access.table().name() + " is read whole: its source has no blocks");
  }

  /// Whether a process can join another's snapshot.
  default boolean joinsSnapshots() {
    return false;
  }

  /// Takes a snapshot for all sessions that will read a table.
  ///
  /// @param sessions that read at the same time, 1 or more
  /// @throws PlimsollException SNAPSHOT_LOST where it cannot be taken
  default SharedSnapshot take(
      DatabaseAddress address, String program, QualifiedName table, int sessions)
      throws SQLException {
    throw unsupported(table + " is read whole: its source has no shared snapshots");
  }

  /// Another process' snapshot; only reading shows whether it still exists.
  default SharedSnapshot join(SourceSnapshot exported) {
    throw unsupported("its source has no shared snapshots");
  }

  /// Key ranges of tables, at a cost of milliseconds each. Tables that fail are left out.
  default Map<QualifiedName, KeyEnds> keyEnds(
      DatabaseAddress address, String program, List<SourceTable> tables) throws SQLException {
    return Map.of();
  }

  /// A key near the middle of the unread part of a range; empty where unknown.
  ///
  /// @param after exclusive lower bound
  /// @param upper exclusive upper bound; null for none
  /// @param leastBytes smaller tables give no answer
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

  /// Row count and digest of a table now, computed by the server.
  ///
  /// @throws PlimsollException SOURCE_CHANGED; INVALID_REQUEST where the server cannot compute it
  default SqlDigest digest(DatabaseAddress address, String program, PlannedTable table)
      throws SQLException {
    throw unsupported("its source computes no digests");
  }

  /// The primary keys of a table, in a snapshot of now.
  ///
  /// @param only without inheriting tables
  /// @param key the planned primary key
  /// @throws PlimsollException SOURCE_CHANGED; INVALID_REQUEST where keys cannot be compared
  default SourceKeys heldKeys(
      DatabaseAddress address, String program, QualifiedName table, boolean only, List<Column> key)
      throws SQLException {
    throw unsupported(table + " has no keys to compare: its source does not compare keys");
  }

  /// The refusal of a feature that a source lacks.
  static PlimsollException unsupported(String why) {
    return PlimsollException.invalidRequest(why);
  }
}
