package dev.plimsoll.scan.merge;

import org.jspecify.annotations.Nullable;

/// Rows in ascending order.
///
/// @param <E> what reading may throw
@FunctionalInterface
public interface SortedSource<T, E extends Exception> {
  /// The next row; null after the last.
  @Nullable T next() throws E;
}
