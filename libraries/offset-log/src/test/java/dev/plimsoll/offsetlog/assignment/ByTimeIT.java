package dev.plimsoll.offsetlog.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.testkit.Batches;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Runs that take what was accepted within a time.
class ByTimeIT {
  @Test
  void takeTheFirstOfTheQueueAlsoWhereTheClockWentBack() throws SQLException {
    try (LogDatabase log = new LogDatabase("by_time", "")) {
      // given three polls of a producer, the last of which an older clock has stamped
      for (int sequence = 0; sequence < 3; sequence++) {
        log.ingestion().append(List.of(Batches.batch("t", 0, "p", 0, sequence)));
      }
      log.change(
          """
          UPDATE manifest SET accepted_at = now() + interval '1 s' * CASE manifest_id
            WHEN (SELECT min(manifest_id) FROM manifest) THEN 10
            WHEN (SELECT max(manifest_id) FROM manifest) THEN 5 ELSE 20 END
          """);

      // when offsets are given by what was accepted within five seconds
      OffsetAssignment assignment =
          new OffsetAssignment(log.transactions(), new RunSize.ByTime(Duration.ofSeconds(5)));
      while (!assignment.run(-1).idle()) {
        // until nothing waits
      }

      // then none is refused for coming too early
      assertThat(log.refused()).isEmpty();
      assertThat(log.batches("t", 0))
          .extracting(BatchCommitted::sequence)
          .containsExactly(0L, 1L, 2L);
    }
  }
}
