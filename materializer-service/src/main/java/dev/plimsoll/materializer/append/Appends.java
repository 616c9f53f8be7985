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
import dev.plimsoll.materializer.assignment.Runs;
import dev.plimsoll.materializer.assignment.WorkSignal;
import dev.plimsoll.materializer.flow.BacklogGate;
import dev.plimsoll.materializer.parsing.BatchRules;
import dev.plimsoll.materializer.publication.CommitsRelay;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.offsetlog.append.FileAppend;
import dev.plimsoll.offsetlog.append.FileNumbering;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.commit.FileCommit;
import dev.plimsoll.offsetlog.commit.FileCommit.CommittedFile;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/// Appends of parsed files and batches: durable at once, with offsets later or in the answer.
@Singleton
public final class Appends {
  private final BacklogGate gate;
  private final KnownSequences known;
  private final UnreadEvents eventsAhead;
  private final FileNumbering numbering;
  private final FileAppend fileAppend;
  private final BatchAppend batchAppend;
  private final FileCommit fileCommit;
  private final FileCommit batchCommit;
  private final Partitions partitions;
  private final WorkSignal signal;
  private final CommitsRelay relay;
  private final AppendMetrics metrics;

  public Appends(
      BacklogGate gate,
      KnownSequences known,
      UnreadEvents eventsAhead,
      FileNumbering numbering,
      FileAppend fileAppend,
      BatchAppend batchAppend,
      Transactions transactions,
      Runs runs,
      Partitions partitions,
      WorkSignal signal,
      CommitsRelay relay,
      AppendMetrics metrics) {
    this.gate = gate;
    this.known = known;
    this.eventsAhead = eventsAhead;
    this.numbering = numbering;
    this.fileAppend = fileAppend;
    this.batchAppend = batchAppend;
    this.fileCommit = FileCommit.ofWholeFiles(transactions, runs::run);
    this.batchCommit = FileCommit.ofBatches(transactions, runs::run);
    this.partitions = partitions;
    this.signal = signal;
    this.relay = relay;
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
    FileAppend.Kept kept = keep(file.batches(), () -> numbering.pass(file, fileAppend::append));
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
    CommittedFile committed = inOrder(file, fileCommit);
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
    Admission outcome = inOrder(FileAppended.alone(batch), batchCommit).outcomes().getFirst();
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
  private CommittedFile inOrder(FileAppended file, FileCommit commit) {
    List<FileBatch> batches = file.batches();
    requireOpen(batches);
    try {
      long generation = known.generation();
      boolean begins =
          batches.stream().anyMatch(batch -> batch.producerEpoch() > 0 && batch.sequence() == 0);
      boolean waited = begins && !known.leadTo(batches);
      if (waited) {
        eventsAhead.await(batches);
      }
      CommittedFile answer = commitAndReport(file, commit);
      if (!waited
          && answer.outcomes().stream().anyMatch(Admission.OutOfSequence.class::isInstance)) {
        eventsAhead.await(batches);
        answer = answer.andAgain(commitAndReport(file, commit));
      }
      if (answer.outcomes().stream().noneMatch(Admission.Refused.class::isInstance)) {
        known.accepted(generation, batches);
      }
      return answer;
    } catch (SQLException e) {
      throw DatabaseFailure.of(e);
    } catch (InterruptedException e) {
      throw DatabaseFailure.stopping();
    }
  }

  /// Commits, and reports the offsets to waiting readers.
  private CommittedFile commitAndReport(FileAppended file, FileCommit commit)
      throws SQLException, InterruptedException {
    CommittedFile committed = numbered(file, commit);
    // Also for duplicates: the answer of their first commit may have been lost.
    if (!committed.outcomes().stream().allMatch(Admission.Refused.class::isInstance)) {
      relay.given(partitions.partIdsRemembered(PartitionName.all(file.batches())));
    }
    return committed;
  }

  private CommittedFile numbered(FileAppended file, FileCommit commit)
      throws SQLException, InterruptedException {
    try {
      return numbering.pass(file, commit::commit);
    } catch (PlimsollException e) {
      if (e.code() != ErrorCode.UNKNOWN_PARTITION) {
        throw e;
      }
      // Cached partitions are outdated: their topic was deleted, perhaps by another process, and
      // may have been created again.
      file.batches().stream().map(FileBatch::topic).distinct().forEach(partitions::forget);
      return numbering.pass(file, commit::commit);
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
