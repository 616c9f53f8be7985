package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.log.BatchOutcome;
import dev.plimsoll.contracts.log.BatchOutcome.Outcome;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.assignment.Admission;

/// Outcomes of batches, as clients of the log see them.
final class Outcomes {
  private Outcomes() {}

  static BatchOutcome of(Admission admission) {
    return switch (admission) {
      case Admission.Placed(long base) -> new BatchOutcome(Outcome.PLACED, base, null, null);
      case Admission.Duplicate duplicate ->
          new BatchOutcome(
              Outcome.DUPLICATE,
              duplicate.baseOffset().isPresent() ? duplicate.baseOffset().getAsLong() : null,
              null,
              null);
      case Admission.OutOfSequence out ->
          new BatchOutcome(Outcome.OUT_OF_SEQUENCE, null, out.expectedSequence(), out.reason());
      case Admission.Fenced fenced ->
          new BatchOutcome(Outcome.PRODUCER_FENCED, null, null, fenced.reason());
      case Admission.Conflicting conflicting ->
          new BatchOutcome(Outcome.BATCH_CONFLICT, null, null, conflicting.reason());
      case Admission.PartitionFull full ->
          new BatchOutcome(Outcome.PARTITION_FULL, null, null, full.reason());
      case Admission.UnknownPartition unknown ->
          throw new PlimsollException(unknown.code(), unknown.reason());
    };
  }
}
