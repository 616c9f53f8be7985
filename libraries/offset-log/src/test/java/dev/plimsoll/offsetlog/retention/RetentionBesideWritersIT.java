package dev.plimsoll.offsetlog.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.publication.Publication;
import dev.plimsoll.offsetlog.publication.Publication.UnpublishedBatch;
import dev.plimsoll.offsetlog.publication.UnpublishedPartitions;
import dev.plimsoll.testkit.Batches;
import dev.plimsoll.testkit.Campaign;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Retention beside those who write, tell and read, and somebody who kills sessions.
class RetentionBesideWritersIT {
  private static final Duration LASTS = Duration.ofSeconds(Campaign.rounds(4, 30));
  private static final int PARTITIONS = 6;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicLong removed = new AtomicLong();

  private interface Work {
    void once() throws SQLException;
  }

  /// Again and again; a session that was killed is no failure.
  private Thread again(String name, Work work) {
    return Thread.ofPlatform()
        .name(name)
        .start(
            () -> {
              while (!over.get()) {
                try {
                  work.once();
                } catch (SQLException e) {
                  // It is tried again.
                } catch (RuntimeException | AssertionError e) {
                  failure.compareAndSet(null, e);
                  over.set(true);
                }
              }
            });
  }

  @Test
  void theLogIsRightAllTheTime() throws Exception {
    try (LogDatabase log = new LogDatabase("retention_beside", "")) {
      log.createPartitions("t", PARTITIONS);
      log.change("UPDATE log_topic SET retention_bytes = 20000, owns_objects = true");
      Retention retention =
          new Retention(log.transactions(), Clock.systemUTC(), Duration.ofMillis(50));
      UnreferencedFiles files = new UnreferencedFiles(log.transactions(), (_, _) -> Map.of());
      AtomicLong sequence = new AtomicLong();
      List<Thread> threads = new ArrayList<>();
      threads.add(again("write", () -> write(log, sequence)));
      threads.add(again("assign", () -> AssignedLog.assignAll(log)));
      threads.add(again("tell", () -> tell(log)));
      for (int i = 0; i < 2; i++) {
        threads.add(again("retain-" + i, () -> retain(retention)));
      }
      threads.add(again("delete", files::round));
      threads.add(
          again("audit", () -> assertThat(log.auditor().audit("").findings().first()).isEmpty()));
      threads.add(
          again(
              "log starts",
              () ->
                  assertThat(
                          log.number(
                              """
                              SELECT count(*) FROM partition_start f
                              JOIN publication u ON u.part_id = f.part_id
                              WHERE f.log_start > u.next_offset
                                OR f.removed_records > f.log_start
                              """))
                      .isZero()));
      long end = System.nanoTime() + LASTS.toNanos();
      while (System.nanoTime() < end && !over.get()) {
        // A pace of kills, that leaves the work time to come further; nothing is waited for.
        Thread.sleep(300);
        log.number(
            """
            SELECT count(pg_terminate_backend(pid)) FROM (
              SELECT pid FROM pg_stat_activity WHERE application_name = '%s'
                AND state = 'active' ORDER BY random() LIMIT 1) one
            """
                .formatted(LogDatabase.APPLICATION_NAME));
      }
      over.set(true);
      for (Thread thread : threads) {
        thread.join(Duration.ofSeconds(30));
      }

      assertThat(failure.get()).isNull();
      AssignedLog.assignAll(log);
      log.tellAll();
      retain(retention);
      assertThat(log.auditor().audit("").findings().first()).isEmpty();
      assertThat(removed).hasPositiveValue();
      assertThat(log.number("SELECT sum(removed_batches) FROM partition_start"))
          .isGreaterThanOrEqualTo(removed.get());
    }
  }

  private void write(LogDatabase log, AtomicLong sequence) throws SQLException {
    List<BatchAppended> events = new ArrayList<>();
    long first = sequence.get();
    for (int i = 0; i < 10; i++) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        events.add(Batches.batch("t", partition, "p", 0, first + i));
      }
    }
    log.ingestion().append(events);
    sequence.addAndGet(10);
  }

  /// Where one that was killed still has the right to tell, it is tried again.
  private static void tell(LogDatabase log) throws SQLException {
    log.transactions()
        .run(
            connection -> {
              if (Publication.tryLock(connection)) {
                List<UnpublishedBatch> round =
                    Publication.next(
                        connection, new UnpublishedPartitions(UnpublishedPartitions.SLICE), 200);
                Publication.published(connection, round, round);
              }
              return true;
            });
  }

  private void retain(Retention retention) throws SQLException {
    for (int partId : retention.due()) {
      removed.addAndGet(retention.keep(partId, _ -> true).batches());
    }
  }
}
