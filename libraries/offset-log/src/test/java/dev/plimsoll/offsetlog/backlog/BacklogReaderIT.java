package dev.plimsoll.offsetlog.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.assignment.RunSize;
import dev.plimsoll.testkit.Batches;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BacklogReaderIT {
  private static final int ROWS_OF_AN_END = 20;

  @AutoClose private LogDatabase log;
  private BacklogReader reader;

  @BeforeEach
  void open() {
    log = new LogDatabase("backlog", "");
    reader = new BacklogReader(log.transactions(), ROWS_OF_AN_END);
  }

  @Test
  void knowsHowManyWaitAndHowLong() throws SQLException {
    assertThat(reader.read()).isEqualTo(LogBacklog.NONE);

    // given a few files over both shards, the first of them an hour ago
    for (int file = 0; file < 5; file++) {
      append(file, 7);
    }
    log.change("UPDATE manifest SET accepted_at = accepted_at - interval '1 hour'");
    append(5, 7);

    LogBacklog backlog = reader.read();
    assertThat(backlog.batches()).isEqualTo(6 * 7 * 2);
    assertThat(backlog.oldest()).isBetween(Duration.ofHours(1), Duration.ofMinutes(61));

    // and nothing once they have offsets
    OffsetAssignment assignment =
        new OffsetAssignment(log.transactions(), new RunSize.Fixed(1_000));
    while (!assignment.run(-1).idle()) {}
    assertThat(reader.read()).isEqualTo(LogBacklog.NONE);
  }

  @Test
  void estimatesALongQueueByItsEnds() throws SQLException {
    int files = 10 * ROWS_OF_AN_END;
    for (int file = 0; file < files; file++) {
      append(file, 1 + file % 9);
    }

    long truth = log.number("SELECT sum(batch_count) FROM manifest");
    assertThat(log.number("SELECT count(*) FROM manifest")).isEqualTo(2L * files);
    assertThat(reader.read().batches()).isCloseTo(truth, within(truth / 5));
  }

  /// Batches in each of two partitions, which lie in different shards.
  private void append(int file, int batches) throws SQLException {
    List<BatchAppended> events = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      events.add(Batches.batch("backlog", 0, "p" + file, 0, i));
      events.add(Batches.batch("backlog", 1, "p" + file, 0, i));
    }
    log.ingestion().append(events);
  }
}
