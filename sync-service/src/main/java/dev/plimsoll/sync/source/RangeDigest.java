package dev.plimsoll.sync.source;

import java.sql.SQLException;
import java.util.List;

/// Asks a server for rows and digest of what a session has read, in that session's own moment: no
/// other sees it. One reading or asking at a time.
@FunctionalInterface
public interface RangeDigest {
  /// @param after the key behind which the rows begin; empty for the range's beginning
  /// @param upTo key of the last row
  /// @throws dev.plimsoll.contracts.problem.PlimsollException INVALID_REQUEST where the server
  ///     cannot compute it
  SourceDigest of(SplitRange range, List<String> after, List<String> upTo) throws SQLException;
}
