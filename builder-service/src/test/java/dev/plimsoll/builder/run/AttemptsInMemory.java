package dev.plimsoll.builder.run;

import dev.plimsoll.builder.recipe.AttemptFence;
import dev.plimsoll.contracts.build.BuildCommand;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// An [AttemptFence] of builders that are all in one process.
public final class AttemptsInMemory implements AttemptFence {
  private final Map<UUID, Integer> begun = new HashMap<>();

  @Override
  public synchronized boolean begin(BuildCommand build) {
    if (hasBegun(build)) {
      return false;
    }
    begun.put(build.buildId(), build.attempt());
    return true;
  }

  @Override
  public synchronized boolean hasBegun(BuildCommand build) {
    return begun.getOrDefault(build.buildId(), 0) >= build.attempt();
  }
}
