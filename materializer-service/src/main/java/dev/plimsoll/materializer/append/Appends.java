package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.log.AppendedFile;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchOutcome;
import dev.plimsoll.contracts.log.BatchOutcome.Outcome;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.materializer.append.AppendMetrics.Ingress;
import dev.plimsoll.materializer.assignment.WorkSignal;
import dev.plimsoll.materializer.flow.BacklogGate;
import dev.plimsoll.materializer.parsing.BatchRules;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.offsetlog.append.FileAppend;
import dev.plimsoll.offsetlog.append.FileNumbering;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.commit.FileCommit.CommittedFile;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/// Checks of parsed files and batches, and their append or commit.
@Singleton
public final class Appends {
  private final BacklogGate gate;
  private final FileAppend files;
  private final FileNumbering numbering;
  private final Commits commits;
  private final KnownSequences known;
  private final UnreadEvents eventsAhead;
  private final BatchAppend batchAppend;
  private final Partitions partitions;
  private final WorkSignal signal;
  private final AppendMetrics metrics;

  public Appends(
      BacklogGate gate,
      FileAppend files,
      FileNumbering numbering,
      Commits commits,
      KnownSequences known,
      UnreadEvents eventsAhead,
      BatchAppend batchAppend,
      Partitions partitions,
      WorkSignal signal,
      AppendMetrics metrics) {
    this.gate = gate;
    this.files = files;
    this.numbering = numbering;
    this.commits = commits;
    this.known = known;
    this.eventsAhead = eventsAhead;
    this.batchAppend = batchAppend;
    this.partitions = partitions;
    this.signal = signal;
    this.metrics = metrics;
  }

  /// @throws PlimsollException BACKLOG_FULL
  void requireOpen() {
    gate.requireOpen();
  }

  /// Includes the shards of the batches.
  private void requireOpen(List<FileBatch> batches) {
    gate.requireOpen();
    if (gate.isAnyShut()) {
      gate.requireOpen(partitions.shardsRemembered(PartitionName.all(batches)));
    }
  }

  /// Makes a file durable.
  ///
  /// @throws PlimsollException INVALID_REQUEST, UNKNOWN_PARTITION or FILE_CONFLICT; BACKLOG_FULL,
  ///     CONNECTION_LOST or SERIALIZATION_FAILED for a retry
  AppendedFile append(FileAppended file, Ingress ingress) {
    Body.check(() -> BatchRules.check(file));
    FileAppend.Kept kept = keep(file.batches(), () -> numbering.pass(file, files::append));
    if (!kept.resent()) {
      count(file, ingress);
    }
    return new AppendedFile(kept.fileId(), kept.resent(), null);
  }

  /// Commits a file: its batches have offsets, or are refused one by one.
  ///
  /// @throws PlimsollException as [#append(FileAppended, Ingress)]
  AppendedFile commit(FileAppended file, Ingress ingress) {
    Body.check(() -> BatchRules.check(file));
    CommittedFile committed = inOrder(file.batches(), () -> commits.file(file));
    if (!committed.resent()) {
      count(file, ingress);
    }
    return new AppendedFile(
        committed.fileId(),
        committed.resent(),
        committed.outcomes().stream().map(Appends::outcome).toList());
  }

  private void count(FileAppended file, Ingress ingress) {
    long bytes = file.batches().stream().mapToLong(FileBatch::byteLength).sum();
    metrics.kept(ingress, file.batches().size(), bytes);
  }

  /// Makes a batch durable.
  ///
  /// @throws PlimsollException as for a file, except FILE_CONFLICT: batches may share an object
  void append(BatchAppended batch) {
    Body.check(() -> BatchRules.check(batch));
    PartitionName partition = PartitionName.of(batch);
    keep(
        List.of(FileBatch.of(batch)),
        () -> {
          if (partitions.find(List.of(partition)).isEmpty()
              || !batchAppend.append(List.of(batch)).isEmpty()) {
            throw new PlimsollException(
                ErrorCode.UNKNOWN_PARTITION, "the log has no partition " + partition);
          }
          return batch;
        });
    metrics.kept(Ingress.BATCH, 1, batch.object().byteLength());
  }

  /// Commits a batch.
  ///
  /// @throws PlimsollException as [#append(BatchAppended)]
  BatchOutcome commit(BatchAppended batch) {
    Body.check(() -> BatchRules.check(batch));
    Admission outcome =
        inOrder(List.of(FileBatch.of(batch)), () -> commits.batch(batch)).outcomes().getFirst();
    if (outcome instanceof Admission.Placed) {
      metrics.kept(Ingress.BATCH, 1, batch.object().byteLength());
    }
    return outcome(outcome);
  }

  private interface Keeping<K> {
    K keep() throws SQLException, InterruptedException;
  }

  /// Waits for the producers' events in Kafka, unless none can come before.
  private <K> K keep(List<FileBatch> batches, Keeping<K> keeping) {
    requireOpen(batches);
    try {
      long generation = known.generation();
      if (!known.leadTo(batches)) {
        eventsAhead.await(batches);
      }
      K kept = keeping.keep();
      known.accepted(generation, batches);
      // Also for a resent file, whose refused batches are judged again.
      signal.wake();
      return kept;
    } catch (SQLException e) {
      throw DatabaseFailure.of(e);
    } catch (InterruptedException e) {
      throw DatabaseFailure.stopping();
    }
  }

  /// Commits at once if possible. A new epoch would fence events of the former one in Kafka, and
  /// a batch out of sequence may follow events in Kafka: both wait for them.
  ///
  /// @param ingress runs again after OUT_OF_SEQUENCE
  private CommittedFile inOrder(List<FileBatch> batches, Supplier<CommittedFile> ingress) {
    requireOpen(batches);
    try {
      long generation = known.generation();
      boolean begins =
          batches.stream().anyMatch(batch -> batch.producerEpoch() > 0 && batch.sequence() == 0);
      boolean waited = begins && !known.leadTo(batches);
      if (waited) {
        eventsAhead.await(batches);
      }
      CommittedFile answer = ingress.get();
      if (!waited
          && answer.outcomes().stream().anyMatch(Admission.OutOfSequence.class::isInstance)) {
        eventsAhead.await(batches);
        answer = answer.andAgain(ingress.get());
      }
      if (answer.outcomes().stream().noneMatch(Admission.Refused.class::isInstance)) {
        known.accepted(generation, batches);
      }
      return answer;
    } catch (InterruptedException e) {
      throw DatabaseFailure.stopping();
    }
  }

  private static BatchOutcome outcome(Admission admission) {
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
