package dev.plimsoll.builder.run;

import dev.plimsoll.contracts.build.BuildEvent;

/// Publisher of a build's events.
public interface BuildEventPublisher {
  /// Sends without waiting: a later event makes up for a lost one.
  void announce(BuildEvent event);

  /// Returns when the broker has the event, however long that takes: only then may the command be
  /// acknowledged.
  ///
  /// @throws dev.plimsoll.builder.recipe.StopSignal.StoppedException when the process is ending
  void conclude(BuildEvent event);
}
