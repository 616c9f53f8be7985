package dev.plimsoll.offsetlog.retention;

import java.util.List;
import java.util.Map;

/// Deletion of objects.
@FunctionalInterface
public interface ObjectRemover {
  /// Keys of one call.
  int AT_ONCE = 500;

  /// Whether an object may be deleted at all: appends may name any bucket and key.
  default boolean mayDelete(String bucket, String key) {
    return true;
  }

  /// Deletes objects; missing ones count as deleted.
  ///
  /// @param keys 1 to [#AT_ONCE], all of which may be deleted
  /// @return why, by key, of those that are not deleted
  Map<String, String> delete(String bucket, List<String> keys);
}
