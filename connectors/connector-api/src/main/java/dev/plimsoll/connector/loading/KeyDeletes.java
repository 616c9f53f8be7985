package dev.plimsoll.connector.loading;

import dev.plimsoll.connector.source.SourceKeys;
import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Deletes of rows whose keys the source has no more. All keys are compared first, so that nothing
/// is deleted beyond a limit. For one thread, and one process at a time.
///
/// No row that was written meanwhile is deleted. The target is read in a snapshot taken before the
/// source's: a key that only the target has was deleted at the source. A delete applies to the
/// version of the row that was read, not to a later one.
public interface KeyDeletes extends AutoCloseable {
  /// Committed progress.
  DeleteProgress progress();

  /// Takes the target's snapshot. To be called before the source's is taken.
  void takeSnapshot() throws SQLException;

  /// @param wanted asked before each range
  /// @throws PlimsollException INTERRUPTED when it is wanted no longer
  Found compare(SourceKeys source, BooleanSupplier wanted) throws SQLException;

  /// Result of a comparison.
  ///
  /// @param keys at the target
  /// @param gone keys that the source has no more
  /// @param ranges with such keys
  record Found(long keys, long gone, List<KeyRange> ranges) {}

  /// Deletes the rows of a range whose keys are gone, and notes the progress. Commits nothing.
  ///
  /// @param range of those found; null for none
  /// @param isLast nothing is left to delete then
  /// @throws PlimsollException ROW_REFUSED where the target keeps a row, TARGET_OWNED,
  ///     TARGET_REPLACED, or INTERRUPTED when it is wanted no longer
  void delete(@Nullable KeyRange range, boolean isLast) throws SQLException;

  void commit() throws SQLException;

  @Override
  void close() throws SQLException;
}
