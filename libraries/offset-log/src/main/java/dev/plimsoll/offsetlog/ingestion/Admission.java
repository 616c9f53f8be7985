package dev.plimsoll.offsetlog.ingestion;

import dev.plimsoll.contracts.problem.ErrorCode;

/// What became of an event. The first two are good ends: the batch has an offset or will get one.
public sealed interface Admission {
  /// New, and next in its producer's order.
  record Accepted() implements Admission {}

  /// Accepted before, in whatever epoch: nothing is done, nothing is wrong.
  record Duplicate() implements Admission {}

  /// Not accepted. The event goes to the dead-letter topic.
  sealed interface Refused extends Admission {
    ErrorCode code();

    /// For people, one sentence.
    String reason();
  }

  /// A batch before it is missing. The producer resends from `expectedSequence` on.
  record OutOfSequence(long sequence, long expectedSequence) implements Refused {
    @Override
    public ErrorCode code() {
      return ErrorCode.OUT_OF_SEQUENCE;
    }

    @Override
    public String reason() {
      return "sequence " + sequence + " came where " + expectedSequence + " was expected";
    }
  }

  /// A higher epoch of this producer has written to the partition.
  record Fenced(int epoch, int currentEpoch) implements Refused {
    @Override
    public ErrorCode code() {
      return ErrorCode.PRODUCER_FENCED;
    }

    @Override
    public String reason() {
      return "epoch " + epoch + " is fenced by epoch " + currentEpoch;
    }
  }
}
