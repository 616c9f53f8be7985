package dev.plimsoll.sync.load;

import dev.plimsoll.sync.source.SourceDigest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The keys that a source has at one moment, compared with those of the target.
interface SourceKeys extends AutoCloseable {
  /// Rows and digest of its keys in a range, of so many at most; empty where it cannot tell, so
  /// that each key is asked for.
  Optional<SourceDigest> digest(KeyRange range, long most) throws SQLException;

  /// What it says of rows of the target, which go by their places from 0.
  ///
  /// @param lacking it has no key that it holds equal
  /// @param otherwise it has a key that it holds equal and that is written otherwise, which is
  ///     given
  record Answer(List<Integer> lacking, Map<Integer, List<String>> otherwise) {}

  Answer ask(RowVersions rows) throws SQLException;

  @Override
  void close() throws SQLException;
}
