package dev.plimsoll.offsetlog.retention;

import java.util.List;
import java.util.Map;

/// Deletes objects.
@FunctionalInterface
public interface ObjectRemover {
  /// Most keys of one call.
  int AT_ONCE = 500;

  /// Whether one there may be deleted at all: who appends a batch names any bucket and key.
  default boolean mayDelete(String bucket, String key) {
    return true;
  }

  /// One that is not there is deleted.
  ///
  /// @param keys 1 to [#AT_ONCE], all of them such that may be deleted
  /// @return why, by key, of those that are not deleted
  Map<String, String> delete(String bucket, List<String> keys);
}
