package dev.plimsoll.builder.recipe;

import dev.plimsoll.contracts.problem.ErrorCode;

/// Decision of a step, given the facts.
public sealed interface StepDecision {
  StepDecision RUN = new Run();
  StepDecision ALREADY_DONE = new AlreadyDone();
  StepDecision NOT_NEEDED = new NotNeeded();

  static StepDecision refuse(ErrorCode code, String reason) {
    return new Refuse(code, reason);
  }

  record Run() implements StepDecision {}

  /// Done by an earlier delivery, or by somebody else.
  record AlreadyDone() implements StepDecision {}

  record NotNeeded() implements StepDecision {}

  /// The build must end here.
  record Refuse(ErrorCode code, String reason) implements StepDecision {}
}
