package dev.plimsoll.builder.run;

import dev.plimsoll.contracts.build.BuildEvent;

/// Where a build's events go.
public interface BuildEventPublisher {
  /// Sends without waiting: a later event makes up for one that is lost.
  void announce(BuildEvent event);

  /// Returns when the event is safely with the broker, however long that takes: the command may
  /// only be acknowledged after it.
  ///
  /// @throws dev.plimsoll.builder.recipe.StopSignal.StoppedException when the process is ending
  void conclude(BuildEvent event);
}
