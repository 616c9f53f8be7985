package dev.plimsoll.builder.recipe;

import dev.plimsoll.contracts.problem.ErrorCode;

/// The decision of a step, given the facts.
public sealed interface StepDecision {
  StepDecision RUN = new Run();
  StepDecision ALREADY_DONE = new AlreadyDone();
  StepDecision NOT_NEEDED = new NotNeeded();

  static StepDecision refuse(ErrorCode code, String reason) {
    return new Refuse(code, reason);
  }

  /// It is to be carried out.
  record Run() implements StepDecision {}

  /// An earlier delivery, or somebody else, has done it.
  record AlreadyDone() implements StepDecision {}

  /// This table does not need it.
  record NotNeeded() implements StepDecision {}

  /// The build must not go on.
  record Refuse(ErrorCode code, String reason) implements StepDecision {}
}
