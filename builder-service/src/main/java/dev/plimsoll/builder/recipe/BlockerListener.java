package dev.plimsoll.builder.recipe;

import dev.plimsoll.contracts.build.OffendingKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A listener for what stands in a build's way.
@FunctionalInterface
public interface BlockerListener {
  /// @param sentence who is in the way; null when nobody is any more
  void blockedBy(@Nullable String sentence);

  /// Keys that are there more than once, those with the most rows first.
  default void found(List<OffendingKey> keys) {}
}
