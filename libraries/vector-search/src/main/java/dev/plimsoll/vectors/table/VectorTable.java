package dev.plimsoll.vectors.table;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table with vectors, its partitions and inheriting tables included.
///
/// @param key columns that are unique together and never NULL; or what the request called its key
/// @param extent of its storage
public record VectorTable(
    QualifiedName name, VectorColumn column, List<KeyColumn> key, Extent extent) {
  public VectorTable {
    key = List.copyOf(key);
    if (key.isEmpty()) {
      throw new IllegalArgumentException(name + " has no key");
    }
  }

  /// @param leaves tables with storage of their own: 1 for one without partitions
  /// @param longestBlocks blocks of the longest leaf, rows' own storage only
  /// @param pages of all leaves, what is stored out of line included
  /// @param rows estimated
  /// @param indivisible why it cannot be read by ranges of blocks; null where it can
  public record Extent(
      int leaves, long longestBlocks, long pages, long rows, @Nullable String indivisible) {}
}
