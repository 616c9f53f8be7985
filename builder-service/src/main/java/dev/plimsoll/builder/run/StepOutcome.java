package dev.plimsoll.builder.run;

/// What a step's end is called in events.
final class StepOutcome {
  static final String DONE = "done";
  static final String ALREADY_DONE = "already done";
  static final String NOT_NEEDED = "not needed";
  static final String FAILED = "failed";
  static final String CANCELLED = "cancelled";

  private StepOutcome() {}
}
