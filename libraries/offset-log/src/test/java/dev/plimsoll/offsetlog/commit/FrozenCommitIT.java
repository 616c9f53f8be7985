package dev.plimsoll.offsetlog.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.offsetlog.Freezer;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.commit.FileCommit.CommittedFile;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A pod that freezes while it commits a file, and another that is asked to do it meanwhile.
class FrozenCommitIT {
  private static final int LONG_ENOUGH_SECONDS = 40;

  @Test
  void losesItsShardsAndThenChangesNothing() throws Exception {
    try (LogDatabase log = new LogDatabase("frozen_commit", "");
        ExecutorService threads = Executors.newCachedThreadPool()) {
      // given a pod that freezes with its shards locked
      log.createPartitions("t", 1);
      Freezer freezer = new Freezer("WITH advanced");
      FileCommit freezing = LogDatabase.fileCommit(new Transactions(freezer.on(log.dataSource())));
      Future<CommittedFile> lost =
          threads.submit(() -> freezing.commit(log.numbering().number(file(0))));
      freezer.awaitFrozen();

      // when the same file comes to another
      FileCommit other = LogDatabase.fileCommit(log.transactions());
      Future<CommittedFile> resent =
          threads.submit(() -> other.commit(log.numbering().number(file(0))));

      // then it is done there, and what thaws finds its transaction gone
      assertThat(resent.get(LONG_ENOUGH_SECONDS, TimeUnit.SECONDS).outcomes())
          .containsExactly(new Admission.Placed(0));
      freezer.thaw();
      assertThatThrownBy(lost::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(SQLException.class);
      assertThat(log.auditor().audit("").clean()).isTrue();
      assertThat(log.batches("t", 0)).hasSize(1);
    }
  }

  @Test
  void entersAFileAnewThatIsForgottenWhileItIsSentAgain() throws Exception {
    try (LogDatabase log = new LogDatabase("forgotten_commit", "");
        ExecutorService threads = Executors.newCachedThreadPool()) {
      // given a file that was refused, since one before it was missing, and that came since
      log.createPartitions("t", 1);
      FileCommit commit = LogDatabase.fileCommit(log.transactions());
      assertThat(commit.commit(log.numbering().number(file(1))).outcomes())
          .containsExactly(new Admission.OutOfSequence(1, 0));
      commit.commit(log.numbering().number(file(0)));

      // when it is sent again, and forgotten in that very moment
      Freezer freezer = new Freezer("ORDER BY f.object_id FOR UPDATE");
      FileCommit freezing = LogDatabase.fileCommit(new Transactions(freezer.on(log.dataSource())));
      Future<CommittedFile> resent =
          threads.submit(() -> freezing.commit(log.numbering().number(file(1))));
      freezer.awaitFrozen();
      assertThat(log.change("DELETE FROM file WHERE object_key = 'k1'")).isEqualTo(1);
      freezer.thaw();

      // then it is a new one
      CommittedFile committed = resent.get(LONG_ENOUGH_SECONDS, TimeUnit.SECONDS);
      assertThat(committed.resent()).isFalse();
      assertThat(committed.outcomes()).containsExactly(new Admission.Placed(10));
      assertThat(log.auditor().audit("").clean()).isTrue();
    }
  }

  private static FileAppended file(int sequence) {
    return new FileAppended(
        "b",
        "k" + sequence,
        List.of(
            new FileBatch(
                "t", 0, "p", 0, sequence, 0, 100, 10, Instant.parse("2026-03-04T05:06:07Z"))));
  }
}
