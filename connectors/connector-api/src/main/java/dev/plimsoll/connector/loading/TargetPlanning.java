package dev.plimsoll.connector.loading;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.util.List;

/// Session that checks a target's tables before they are loaded. For one thread.
public interface TargetPlanning extends AutoCloseable {
  boolean exists(QualifiedName table) throws SQLException;

  /// Requires that a whole table can be loaded: it is missing, or has these columns and no rows.
  ///
  /// @throws PlimsollException TARGET_MISMATCH, TARGET_NOT_EMPTY, TARGET_OWNED or
  ///     INSUFFICIENT_PRIVILEGE
  void requireLoadable(QualifiedName table, List<Column> columns, KnownLoads known)
      throws SQLException;

  /// Requires that increments can be merged: the table is missing, or has these columns and a
  /// unique key to merge by.
  ///
  /// @throws PlimsollException TARGET_MISMATCH or INSUFFICIENT_PRIVILEGE
  void requireMergeable(QualifiedName table, List<Column> columns, Merging merging)
      throws SQLException;

  /// Forecast of the comparison of keys, where rows that the source has no more are deleted.
  ///
  /// @param table which may be missing
  KeyForecast keys(QualifiedName table) throws SQLException;

  /// @param ranges of keys, each compared by itself
  record KeyForecast(long keys, long ranges) {}

  @Override
  void close() throws SQLException;
}
