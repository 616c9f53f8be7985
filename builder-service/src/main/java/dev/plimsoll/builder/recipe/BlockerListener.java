package dev.plimsoll.builder.recipe;

import dev.plimsoll.contracts.build.OffendingKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Listener for a build's blockers.
@FunctionalInterface
public interface BlockerListener {
  /// @param sentence who blocks it; null when no one does
  void blockedBy(@Nullable String sentence);

  /// Duplicate keys, those with the most rows first.
  default void found(List<OffendingKey> keys) {}
}
