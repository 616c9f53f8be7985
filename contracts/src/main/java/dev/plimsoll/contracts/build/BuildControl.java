package dev.plimsoll.contracts.build;

import java.time.Instant;
import java.util.UUID;

/// `build.control`: what a person decided about a build that is with a builder already. Key: build
/// id. The topic is compacted, and every builder reads it from the start, so that one which comes
/// up later and is given the build's command again knows of it.
public sealed interface BuildControl {
  UUID buildId();

  /// End this attempt and those before it: stop the statement, clear its leftover, report it as
  /// cancelled.
  ///
  /// @param attempt the last one that is cancelled; a higher one is not meant
  /// @param by who asked, for the record
  record Cancel(UUID buildId, int attempt, Instant at, String by) implements BuildControl {}
}
