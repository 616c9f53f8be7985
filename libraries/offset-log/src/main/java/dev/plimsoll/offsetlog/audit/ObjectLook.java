package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.contracts.problem.PlimsollException;

/// Looks whether objects are there.
@FunctionalInterface
public interface ObjectLook {
  /// What a look has found.
  sealed interface Seen {
    record There() implements Seen {}

    record Missing() implements Seen {}

    /// @param reason for people, as the store gives it
    record Unreadable(String reason) implements Seen {}
  }

  /// @throws PlimsollException where the store does not answer: then nothing is known of it
  Seen look(String bucket, String key);
}
