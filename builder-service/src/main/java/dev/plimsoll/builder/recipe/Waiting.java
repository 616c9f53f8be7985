package dev.plimsoll.builder.recipe;

import org.jspecify.annotations.Nullable;

/// Hears what a build waits for.
@FunctionalInterface
public interface Waiting {
  /// @param sentence who is in the way; null when nobody is any more
  void blockedBy(@Nullable String sentence);
}
