package dev.plimsoll.builder.recipe;

import dev.plimsoll.contracts.problem.ErrorCode;

/// What a step is to do, given the facts.
public sealed interface Decision {
  Decision RUN = new Run();
  Decision ALREADY_DONE = new AlreadyDone();
  Decision NOT_NEEDED = new NotNeeded();

  static Decision refuse(ErrorCode code, String reason) {
    return new Refuse(code, reason);
  }

  /// It is to be carried out.
  record Run() implements Decision {}

  /// An earlier delivery, or somebody else, has done it.
  record AlreadyDone() implements Decision {}

  /// This table does not need it.
  record NotNeeded() implements Decision {}

  /// The build must not go on.
  record Refuse(ErrorCode code, String reason) implements Decision {}
}
