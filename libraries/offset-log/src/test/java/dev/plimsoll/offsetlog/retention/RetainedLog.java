package dev.plimsoll.offsetlog.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.testkit.Batches;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// A log of two partitions of four segments of five batches each, told.
final class RetainedLog implements AutoCloseable {
  static final PartitionName ONE = new PartitionName("t.one", 0);
  static final Retention.Rest ON = _ -> true;
  static final Retention.Rest STOP = _ -> false;
  final LogDatabase log;

  RetainedLog() throws SQLException {
    log = new LogDatabase("retention", "");
    for (int round = 0; round < 4; round++) {
      append(5 * round, 5);
    }
    log.tellAll();
  }

  void append(int firstSequence, int batches) throws SQLException {
    List<BatchAppended> events = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      events.add(Batches.batch("t.one", 0, "p", 0, firstSequence + i));
      events.add(Batches.batch("t.two", 0, "p", 0, firstSequence + i));
    }
    log.ingestion().append(events);
    AssignedLog.assignAll(log);
  }

  Retention retention() {
    return retention(Instant.parse("2026-06-01T00:00:00Z"));
  }

  Retention retention(Instant now) {
    return new Retention(log.transactions(), Clock.fixed(now, ZoneOffset.UTC), Duration.ZERO);
  }

  void limit(String column, long value) throws SQLException {
    assertThat(
            log.change(
                "UPDATE log_topic SET %s = %d WHERE name = 't.one'".formatted(column, value)))
        .isEqualTo(1);
  }

  int partId() throws SQLException {
    return (int) log.number("SELECT part_id FROM log_partition WHERE topic = 't.one'");
  }

  void assertRight() throws SQLException {
    assertThat(log.auditor().audit("").findings().first()).isEmpty();
    assertThat(log.hotState().look().tornPartitions()).isZero();
  }

  @Override
  public void close() {
    log.close();
  }
}
