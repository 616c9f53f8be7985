package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.OptionalLong;

/// The outcome of a batch. [Placed] and [Duplicate] have offsets.
public sealed interface Admission {
  /// New, and next in its producer's order.
  record Placed(long baseOffset) implements Admission {}

  /// The batch had offsets before, in whatever epoch.
  ///
  /// @param baseOffset empty after [ProducerEpoch#MOST_OFFSETS] later batches of its producer
  record Duplicate(OptionalLong baseOffset) implements Admission {}

  sealed interface Refused extends Admission {
    default ErrorCode code() {
      return switch (this) {
        case OutOfSequence _ -> ErrorCode.OUT_OF_SEQUENCE;
        case Conflicting _ -> ErrorCode.BATCH_CONFLICT;
        case Fenced _ -> ErrorCode.PRODUCER_FENCED;
        case PartitionFull _ -> ErrorCode.PARTITION_FULL;
        case UnknownPartition _ -> ErrorCode.UNKNOWN_PARTITION;
      };
    }

    /// One sentence, for people.
    default String reason() {
      return switch (this) {
        case OutOfSequence(long sequence, long expected) ->
            "sequence %d came where %d was expected".formatted(sequence, expected);
        case Conflicting(long count, long former) ->
            "its sequence was given to a batch of %d records before, not of %d"
                .formatted(former, count);
        case Fenced(int epoch, int current) ->
            "epoch %d is fenced by epoch %d".formatted(epoch, current);
        case PartitionFull _ -> "the partition has no room for its offsets or its bytes";
        case UnknownPartition _ -> "the log has no such partition";
      };
    }
  }

  /// A batch before it is missing. The producer resends from `expectedSequence` on.
  record OutOfSequence(long sequence, long expectedSequence) implements Refused {}

  /// Its sequence has offsets, for a batch with another number of records.
  record Conflicting(long recordCount, long formerRecordCount) implements Refused {}

  /// A higher epoch of this producer has written to the partition.
  record Fenced(int epoch, int currentEpoch) implements Refused {}

  /// Its offsets, or the bytes of its partition, would exceed 2^63.
  record PartitionFull() implements Refused {}

  /// The partition does not exist, or no longer.
  record UnknownPartition() implements Refused {}
}
