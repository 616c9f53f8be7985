package dev.plimsoll.offsetlog.retention;

import static dev.plimsoll.offsetlog.retention.RetainedLog.ON;
import static dev.plimsoll.offsetlog.retention.RetainedLog.ONE;
import static dev.plimsoll.offsetlog.retention.RetainedLog.STOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.Tapped;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.retention.Retention.Removed;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is not wanted goes, and nothing else.
class RetentionIT {
  @AutoClose private RetainedLog retained;
  private LogDatabase log;

  @BeforeEach
  void fill() throws SQLException {
    retained = new RetainedLog();
    log = retained.log;
  }

  private long endOfSegment(int number) throws SQLException {
    return log.number(
        "SELECT last_offset + 1 FROM segment WHERE part_id = %d ORDER BY last_offset OFFSET %d LIMIT 1"
            .formatted(retained.partId(), number - 1));
  }

  private long logStart(String column) throws SQLException {
    return log.number(
        "SELECT %s FROM partition_start WHERE part_id = %d".formatted(column, retained.partId()));
  }

  @Test
  void nothingIsDueWithoutALimit() throws SQLException {
    assertThat(retained.retention().due()).isEmpty();
    retained.assertRight();
  }

  @Test
  void whatIsTooOldGoes() throws SQLException {
    long second = endOfSegment(2);
    // batches are a millisecond apart
    retained.limit("retention_ms", 1);
    Retention retention = retained.retention(Instant.parse("2026-01-01T00:00:00.0115Z"));

    assertThat(retention.due()).containsExactly(retained.partId());
    Removed removed = retention.keep(retained.partId(), ON);

    assertThat(removed.segments()).isEqualTo(2);
    assertThat(removed.batches()).isEqualTo(10);
    assertThat(removed.records()).isEqualTo(second);
    assertThat(logStart("log_start")).isEqualTo(second).isEqualTo(logStart("removed_records"));
    assertThat(logStart("removed_batches")).isEqualTo(10);
    assertThat(logStart("removed_bytes")).isEqualTo(removed.bytes());
    assertThat(retention.due()).isEmpty();
    retained.assertRight();
  }

  @Test
  void whatSaysThatItIsFromTheFutureAgesByWhenItGotItsOffsets() throws SQLException {
    // given a record of before there were bounds, that says it was written in the year 9999
    log.change("UPDATE segment SET youngest_micros = 253402300799000000");
    retained.limit("retention_ms", 1);

    // when the log is a day older, then all goes
    Retention retention = retained.retention(Instant.now().plus(Duration.ofDays(1)));
    assertThat(retention.due()).containsExactly(retained.partId());
    assertThat(retention.keep(retained.partId(), ON).segments()).isEqualTo(4);
    assertThat(retention.due()).isEmpty();
  }

  @Test
  void aLimitBeyondAllTimesHoldsUpNoOtherTopic() throws SQLException {
    // given a limit of before there were bounds, whose microseconds fit no column
    retained.limit("retention_ms", Long.MAX_VALUE);
    log.change("UPDATE log_topic SET retention_bytes = 1 WHERE name = 't.two'");

    // then the other topic is looked after
    assertThat(retained.retention().due()).hasSize(1).doesNotContain(retained.partId());
    assertThat(retained.retention().keep(retained.partId(), ON).segments()).isZero();
  }

  @Test
  void allButSoManyBytesGo() throws SQLException {
    retained.limit("retention_bytes", 1);

    assertThat(retained.retention().keep(retained.partId(), ON).segments()).isEqualTo(3);
    retained.assertRight();
    // and the log goes on
    retained.append(20, 5);
    log.tellAll();
    assertThat(retained.retention().keep(retained.partId(), ON).segments()).isEqualTo(1);
    assertThat(log.incrementalAudit().run(Duration.ofMinutes(1)).findings().first()).isEmpty();
    retained.assertRight();
  }

  @Test
  void whatIsNotToldStays() throws SQLException {
    retained.append(20, 5);
    retained.limit("retention_ms", 1);

    assertThat(retained.retention().keep(retained.partId(), ON).segments()).isEqualTo(4);
    assertThat(logStart("log_start")).isEqualTo(endOfSegment(1) - lengthOfFirst());
    log.tellAll();
    assertThat(retained.retention().keep(retained.partId(), ON).segments()).isEqualTo(1);
    retained.assertRight();
  }

  private long lengthOfFirst() throws SQLException {
    return log.number(
        "SELECT last_offset - base_offset + 1 FROM segment WHERE part_id = " + retained.partId());
  }

  @Test
  void somebodyDeletesWhatLiesBeforeAnOffset() throws SQLException {
    long first = endOfSegment(1);

    assertThat(retained.retention().deleteBefore(ONE, first + 1)).isEqualTo(first);
    // readers see it before anything is removed
    assertThat(logStart("log_start")).isEqualTo(first);
    assertThat(logStart("removed_records")).isZero();
    retained.assertRight();
    assertThat(retained.retention().due()).containsExactly(retained.partId());
    assertThat(retained.retention().keep(retained.partId(), ON).segments()).isEqualTo(1);
    retained.assertRight();
    // and never falls
    assertThat(retained.retention().deleteBefore(ONE, 0)).isEqualTo(first);
    assertThatThrownBy(() -> retained.retention().deleteBefore(ONE, 1_000_000))
        .isInstanceOf(PlimsollException.class)
        .hasMessageContaining("beyond its high watermark");
    assertThatThrownBy(() -> retained.retention().deleteBefore(new PartitionName("t.one", 7), 0))
        .isInstanceOf(PlimsollException.class);
  }

  @Test
  void anOffsetIsReachedHoweverManySegmentsLieBeforeIt() throws SQLException {
    // given more than are looked at in one go
    for (int i = 0; i < 1_010; i++) {
      retained.append(20 + i, 1);
    }
    log.tellAll();
    long wanted = endOfSegment(1_012);

    assertThat(retained.retention().deleteBefore(ONE, wanted)).isEqualTo(wanted);
    assertThat(retained.retention().keep(retained.partId(), ON).segments()).isEqualTo(1_012);
    retained.assertRight();
  }

  @Test
  void theNextOneGoesOnWhereOneStopped() throws SQLException {
    // given more than fits a slice
    for (int i = 0; i < 520; i++) {
      retained.append(20 + i, 1);
    }
    log.tellAll();
    retained.limit("retention_ms", 1);

    assertThat(retained.retention().keep(retained.partId(), STOP).segments()).isEqualTo(500);
    retained.assertRight();
    assertThat(retained.retention().due()).containsExactly(retained.partId());
    assertThat(retained.retention().keep(retained.partId(), ON).segments()).isEqualTo(24);
    retained.assertRight();
  }

  @Test
  void aDeletedTopicGoesInFewTransactions() throws SQLException {
    // given a deleted topic of 1,200 partitions, one of them with segments
    log.createPartitions("t.one", 1_200);
    int partId = retained.partId();
    log.topics().delete("t.one");
    AtomicInteger commits = new AtomicInteger();
    Retention counted =
        new Retention(
            new Transactions(
                Tapped.dataSource(
                    log.dataSource(),
                    (method, _, call) -> {
                      if (method.getName().equals("commit")) {
                        commits.incrementAndGet();
                      }
                      return call.go();
                    })),
            Clock.systemUTC(),
            Duration.ZERO);

    // when
    assertThat(counted.deleted()).containsExactly(partId);
    assertThat(counted.clear(partId, ON).segments()).isEqualTo(4);
    counted.forgetPartitions(ON);

    // then a look, a slice, and 500 partitions at once
    assertThat(commits.get()).isEqualTo(1 + 1 + 3);
    assertThat(log.number("SELECT count(*) FROM log_partition")).isEqualTo(1);
    assertThat(log.number("SELECT count(*) FROM publication")).isEqualTo(1);
    assertThat(log.number("SELECT count(*) FROM partition_start")).isEqualTo(1);
    assertThat(log.number("SELECT count(*) FROM segment WHERE part_id = " + partId)).isZero();
    assertThat(counted.deleted()).isEmpty();
    retained.assertRight();
  }

  @Test
  void theProducersOfADeletedTopicGoBeforeItsPartitions() throws SQLException {
    // given more than go at once, and one of another topic
    int partId = retained.partId();
    log.change(
        """
        INSERT INTO producer (part_id, producer_ref, epoch, next_sequence)
        SELECT %d, i, 0, 1 FROM generate_series(1, 6000) i
        """
            .formatted(partId));
    log.change("INSERT INTO producer SELECT -1, 1, 0, 1");
    log.topics().delete("t.one");
    retained.retention().clear(partId, ON);

    // when it is stopped after the first of them, and goes on
    retained.retention().forgetPartitions(STOP);
    assertThat(log.number("SELECT count(*) FROM producer")).isBetween(1_001L, 1_100L);
    assertThat(log.number("SELECT count(*) FROM log_partition")).isEqualTo(2);
    retained.retention().forgetPartitions(ON);

    // then
    assertThat(log.number("SELECT count(*) FROM producer WHERE part_id = " + partId)).isZero();
    assertThat(log.number("SELECT count(*) FROM producer WHERE part_id = -1")).isEqualTo(1);
    assertThat(log.number("SELECT count(*) FROM log_partition")).isEqualTo(1);
  }

  @Test
  void oneProcessAtATimeHasTheTurn() throws SQLException {
    Retention one = retained.retention();
    Retention other = retained.retention();

    assertThat(one.takeTurn(Duration.ofMinutes(1))).isTrue();
    assertThat(other.takeTurn(Duration.ofMinutes(1))).isFalse();
    // when its time is over, or it has died
    log.change("UPDATE retention_turn SET taken_until = now()");
    assertThat(other.takeTurn(Duration.ofMinutes(1))).isTrue();
    assertThat(one.takeTurn(Duration.ofMinutes(1))).isFalse();
  }

  @Test
  void producersAreForgottenThatWereNotHeardOf() throws SQLException {
    log.change(
        """
        INSERT INTO producer (part_id, producer_ref, epoch, next_sequence, moved_at)
        VALUES (1, 77, 0, 3, now() - interval '8 days'), (1, 78, 0, 3, now() - interval '6 days')
        """);

    assertThat(retained.retention().forgetProducers(Duration.ofDays(7))).isEqualTo(1);
    assertThat(log.number("SELECT producer_ref FROM producer")).isEqualTo(78);
  }

  @Test
  void whatIsDamagedIsNotTidiedAway() throws SQLException {
    retained.limit("retention_ms", 1);
    log.change("DELETE FROM file WHERE object_key LIKE 't.one/%/00000007.parquet'");

    assertThatThrownBy(() -> retained.retention().keep(retained.partId(), ON))
        .isInstanceOf(PlimsollException.class)
        .hasMessageContaining("nothing removed");
    assertThat(logStart("removed_records")).isZero();
    assertThat(log.number("SELECT count(*) FROM segment WHERE part_id = " + retained.partId()))
        .isEqualTo(4);
  }
}
