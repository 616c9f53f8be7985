package dev.plimsoll.offsetlog.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.offsetlog.Freezer;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.testkit.Batches;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// A worker that freezes with its locks held, as a stopped process does, and thaws after another
/// has done its work.
class FrozenWorkerIT {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(40);

  @Test
  void losesItsShardAndThenChangesNothing() throws Exception {
    try (LogDatabase log = new LogDatabase("frozen", "");
        ExecutorService threads = Executors.newCachedThreadPool()) {
      // given a worker that freezes between its locks and its changes
      log.ingestion().append(List.of(Batches.batch("t", 0, "p", 0, 0)));
      Freezer freezer = new Freezer("DELETE FROM manifest");
      OffsetAssignment freezing =
          new OffsetAssignment(
              new Transactions(freezer.on(log.dataSource())), new RunSize.Fixed(100));
      Future<AssignedRun> run = threads.submit(() -> freezing.run(-1));
      freezer.awaitFrozen();
      log.ingestion().append(List.of(Batches.batch("t", 0, "p", 0, 1)));

      // when another looks for work, at first in vain
      OffsetAssignment other = new OffsetAssignment(log.transactions(), new RunSize.Fixed(100));
      assertThat(other.run(-1).idle()).isTrue();
      Instant deadline = Instant.now().plus(LONG_ENOUGH);
      int given = 0;
      while (given == 0 && Instant.now().isBefore(deadline)) {
        given = other.run(-1).outcome().batches();
      }

      // then it gets the shard, and what thaws finds its transaction gone
      assertThat(given).isEqualTo(2);
      freezer.thaw();
      assertThatThrownBy(run::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(SQLException.class);
      assertThat(log.auditor().audit("").clean()).isTrue();
      assertThat(log.batches("t", 0)).hasSize(2);
    }
  }
}
