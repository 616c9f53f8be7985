package dev.plimsoll.connector.source;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The primary keys that a source has at one moment, compared with those of a target. Of one
/// thread.
public interface SourceKeys extends AutoCloseable {
  /// Rows and digest of its keys in a range.
  ///
  /// @param most keys that are counted
  /// @return empty where it cannot compute that, so that each key is asked for
  Optional<TableDigest> digest(KeyRange range, long most) throws SQLException;

  /// What it has of some keys, which go by their places from 0.
  ///
  /// @param lacking places of keys to which it holds none equal
  /// @param otherwise by place: the key that it holds equal and writes otherwise
  record Answer(List<Integer> lacking, Map<Integer, List<String>> otherwise) {}

  /// Asks for keys, each with a text a column.
  Answer ask(List<List<String>> keys) throws SQLException;

  @Override
  void close() throws SQLException;

  /// Keys of the target that follow on each other in its order, one text a column of a key.
  ///
  /// @param after the key before the first; empty where there is none
  /// @param upTo the last key; empty for a range without end
  record KeyRange(List<String> after, List<String> upTo) {
    public boolean isLast() {
      return upTo.isEmpty();
    }
  }
}
