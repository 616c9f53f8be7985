package dev.plimsoll.connector.source;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Primary keys of a source's table in one snapshot, to be compared with a target's. For one
/// thread.
public interface SourceKeys extends AutoCloseable {
  /// Count and digest of at most so many keys of a range; empty where the server cannot compute it,
  /// so that each key must be asked for.
  Optional<TableDigest> digest(KeyRange range, long most) throws SQLException;

  /// Which of some keys, numbered from 0, the source has.
  ///
  /// @param lacking numbers of keys without an equal one
  /// @param otherwise by number: the equal key, where it is written differently
  record Answer(List<Integer> lacking, Map<Integer, List<String>> otherwise) {}

  /// Looks keys up, each a text per column.
  Answer ask(List<List<String>> keys) throws SQLException;

  @Override
  void close() throws SQLException;

  /// Range of the target's keys in its order; a key is a text per column.
  ///
  /// @param after exclusive lower bound; empty for none
  /// @param upTo inclusive upper bound; empty for none
  record KeyRange(List<String> after, List<String> upTo) {
    public boolean isLast() {
      return upTo.isEmpty();
    }
  }
}
