package dev.plimsoll.connector.loading;

import dev.plimsoll.connector.source.SourceKeys;
import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Deletes of rows whose keys the source has no more. All keys are compared first, so that nothing
/// is deleted where that would be too much. Of one thread, and of one process at a time.
///
/// No row that was written meanwhile is deleted. The target is read in a snapshot taken before the
/// source's, so a key that it has and the source lacks was deleted there, not yet to come; what is
/// deleted is the version of the row that was read, and one that was written since is another.
public interface KeyDeletes extends AutoCloseable {
  /// What is committed so far.
  DeleteProgress progress();

  /// Takes the target's moment. To be called before the source's is taken.
  void takeSnapshot() throws SQLException;

  /// Compares all keys.
  ///
  /// @param wanted asked before each range
  /// @throws PlimsollException INTERRUPTED when it is wanted no longer
  Found compare(SourceKeys source, BooleanSupplier wanted) throws SQLException;

  /// Result of a comparison.
  ///
  /// @param keys at the target
  /// @param gone from the source, among them
  /// @param ranges that have some of those; the others are forgotten
  record Found(long keys, long gone, List<KeyRange> ranges) {}

  /// Deletes what is gone of a range, and notes that with it. Nothing is committed yet.
  ///
  /// @param range of those found; null where there is none
  /// @param isLast nothing is left to delete then
  /// @throws PlimsollException ROW_REFUSED where the target keeps a row, TARGET_OWNED,
  ///     TARGET_REPLACED, or INTERRUPTED when it is wanted no longer
  void delete(@Nullable KeyRange range, boolean isLast) throws SQLException;

  void commit() throws SQLException;

  @Override
  void close() throws SQLException;
}
