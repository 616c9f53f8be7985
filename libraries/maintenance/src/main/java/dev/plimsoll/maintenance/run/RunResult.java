package dev.plimsoll.maintenance.run;

/// How a run of an action ended.
///
/// @param detail one sentence for people
/// @param bytesBefore of the subject, with its indexes where it is a table; 0 where unknown
/// @param bytesAfter the same at the end
public record RunResult(Outcome outcome, String detail, long bytesBefore, long bytesAfter) {
  /// What comes next.
  public enum Outcome {
    DONE,
    /// Somebody else has done it, or there is nothing to do it to any more.
    NOT_NEEDED,
    /// Others came first: later again.
    STEPPED_BACK,
    /// Another run would end likewise.
    REFUSED
  }

  static RunResult notNeeded(String why) {
    return new RunResult(Outcome.NOT_NEEDED, why, 0, 0);
  }

  static RunResult steppedBack(String why) {
    return new RunResult(Outcome.STEPPED_BACK, why, 0, 0);
  }

  static RunResult refused(String why) {
    return new RunResult(Outcome.REFUSED, why, 0, 0);
  }

  RunResult from(long bytes) {
    return new RunResult(outcome, detail, bytes, bytesAfter);
  }

  public boolean isDone() {
    return outcome == Outcome.DONE;
  }
}
