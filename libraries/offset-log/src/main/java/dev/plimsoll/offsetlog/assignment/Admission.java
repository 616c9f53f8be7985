package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.OptionalLong;

/// The outcome of a batch. The first two are good ends: it has its offsets.
public sealed interface Admission {
  /// New, and next in its producer's order.
  record Placed(long baseOffset) implements Admission {}

  /// It had offsets before, in whatever epoch: nothing is done, nothing is wrong.
  ///
  /// @param baseOffset empty where more than [RecentOffsets#MOST] batches of its producer came
  ///     after it
  record Duplicate(OptionalLong baseOffset) implements Admission {}

  /// It gets no offsets.
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

  /// Its sequence had offsets before, for another number of records: it is another batch.
  record Conflicting(long recordCount, long formerRecordCount) implements Refused {
    @Override
    public ErrorCode code() {
      return ErrorCode.BATCH_CONFLICT;
    }

    @Override
    public String reason() {
      return "its sequence was given to a batch of "
          + formerRecordCount
          + " records before, not of "
          + recordCount;
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

  /// Its offsets, or the bytes that its partition counts, would go beyond 2^63.
  record PartitionFull() implements Refused {
    @Override
    public ErrorCode code() {
      return ErrorCode.PARTITION_FULL;
    }

    @Override
    public String reason() {
      return "the partition has no room for its offsets or its bytes";
    }
  }

  /// There is no such partition, or no longer.
  record UnknownPartition() implements Refused {
    @Override
    public ErrorCode code() {
      return ErrorCode.UNKNOWN_PARTITION;
    }

    @Override
    public String reason() {
      return "the log has no such partition";
    }
  }
}
