package dev.plimsoll.contracts.problem;

import org.jspecify.annotations.Nullable;

/// A failure of work that goes on by itself: of a table, a run or a commit.
///
/// @param fix what to do about it, in a sentence
public record Failure(ErrorCode code, String message, String fix) {

  /// @param message null for the code's title
  public static Failure of(ErrorCode code, @Nullable String message) {
    return new Failure(code, message == null ? code.title() : message, code.fix());
  }
}
