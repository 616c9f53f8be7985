package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.materializer.publication.NewOffsets;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.commit.BatchCommit;
import dev.plimsoll.offsetlog.commit.CommittedFile;
import dev.plimsoll.offsetlog.commit.FileCommit;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.ingestion.FileNumbering;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/// Gives offsets to what was judged, and says so to whoever waits for them.
@Singleton
public final class Commits {
  private final FileNumbering numbering;
  private final FileCommit files;
  private final BatchCommit batches;
  private final Partitions partitions;
  private final NewOffsets newOffsets;

  public Commits(
      FileNumbering numbering,
      FileCommit files,
      BatchCommit batches,
      Partitions partitions,
      NewOffsets newOffsets) {
    this.numbering = numbering;
    this.files = files;
    this.batches = batches;
    this.partitions = partitions;
    this.newOffsets = newOffsets;
  }

  /// @throws PlimsollException as [Appends#commit]
  CommittedFile file(FileAppended file) {
    CommittedFile committed = commit(file, files::commit);
    tell(file, committed.outcomes());
    return committed;
  }

  /// @throws PlimsollException as [Appends#commit]
  Admission batch(BatchAppended batch) {
    FileAppended alone = FileAppended.alone(batch);
    Admission outcome = commit(alone, batches::commit);
    tell(alone, List.of(outcome));
    return outcome;
  }

  /// Also of duplicates: the answer to what gave them their offsets may have been lost.
  private void tell(FileAppended file, List<Admission> outcomes) {
    if (!outcomes.stream().allMatch(Admission.Refused.class::isInstance)) {
      newOffsets.given(
          partitions.partIdsRemembered(
              file.batches().stream()
                  .map(batch -> new PartitionName(batch.topic(), batch.partition()))
                  .collect(Collectors.toSet())));
    }
  }

  private <A> A commit(FileAppended file, FileNumbering.Ingress<A> ingress) {
    try {
      try {
        return numbering.pass(file, ingress);
      } catch (PlimsollException e) {
        if (e.code() != ErrorCode.UNKNOWN_PARTITION) {
          throw e;
        }
        // What was remembered of a partition does not hold any more. Its topic was deleted, perhaps
        // by another process, and may have been made anew.
        file.batches().stream().map(FileBatch::topic).distinct().forEach(partitions::forget);
        return numbering.pass(file, ingress);
      }
    } catch (SQLException e) {
      throw DatabaseFailure.of(e);
    } catch (InterruptedException e) {
      throw DatabaseFailure.stopping();
    }
  }
}
