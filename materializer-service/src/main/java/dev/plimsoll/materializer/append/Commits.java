package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.materializer.assignment.Runs;
import dev.plimsoll.materializer.publication.CommitsRelay;
import dev.plimsoll.offsetlog.append.FileNumbering;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.commit.FileCommit;
import dev.plimsoll.offsetlog.commit.FileCommit.CommittedFile;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.inject.Singleton;
import java.sql.SQLException;

/// Commits with offsets, reported to waiting readers.
@Singleton
public final class Commits {
  private final FileNumbering numbering;
  private final FileCommit files;
  private final FileCommit batches;
  private final Partitions partitions;
  private final CommitsRelay relay;

  public Commits(
      FileNumbering numbering,
      Transactions transactions,
      Runs runs,
      Partitions partitions,
      CommitsRelay relay) {
    this.numbering = numbering;
    this.files = FileCommit.ofWholeFiles(transactions, runs::run);
    this.batches = FileCommit.ofBatches(transactions, runs::run);
    this.partitions = partitions;
    this.relay = relay;
  }

  /// @throws PlimsollException as [Appends#commit]
  CommittedFile file(FileAppended file) {
    return commit(file, files::commit);
  }

  /// @throws PlimsollException as [Appends#commit]
  CommittedFile batch(BatchAppended batch) {
    return commit(FileAppended.alone(batch), batches::commit);
  }

  private CommittedFile commit(FileAppended file, FileNumbering.Ingress<CommittedFile> ingress) {
    CommittedFile committed;
    try {
      committed = numbered(file, ingress);
    } catch (SQLException e) {
      throw DatabaseFailure.of(e);
    } catch (InterruptedException e) {
      throw DatabaseFailure.stopping();
    }
    // Also for duplicates: the answer of their first commit may have been lost.
    if (!committed.outcomes().stream().allMatch(Admission.Refused.class::isInstance)) {
      relay.given(partitions.partIdsRemembered(PartitionName.all(file.batches())));
    }
    return committed;
  }

  private CommittedFile numbered(FileAppended file, FileNumbering.Ingress<CommittedFile> ingress)
      throws SQLException, InterruptedException {
    try {
      return numbering.pass(file, ingress);
    } catch (PlimsollException e) {
      if (e.code() != ErrorCode.UNKNOWN_PARTITION) {
        throw e;
      }
      // Cached partitions are outdated: their topic was deleted, perhaps by another process, and
      // may have been created again.
      file.batches().stream().map(FileBatch::topic).distinct().forEach(partitions::forget);
      return numbering.pass(file, ingress);
    }
  }
}
