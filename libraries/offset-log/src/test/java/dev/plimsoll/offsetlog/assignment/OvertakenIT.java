package dev.plimsoll.offsetlog.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.testkit.Batches;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Somebody who gives offsets without holding the shard, as a bug or a hand on the database would.
class OvertakenIT {
  @AutoClose private LogDatabase log;

  @BeforeEach
  void fill() throws SQLException {
    // given a partition with a batch
    log = new LogDatabase("overtaken", "");
    log.ingestion().append(List.of(Batches.batch("t", 0, "p", 0, 0)));
    AssignedLog.assignAll(log);
  }

  private void place(String meanwhile) throws SQLException {
    long file = log.number("SELECT file_id FROM file");
    LogBatch next = new LogBatch(1, 10, 1, 0, 1, file, 0, 10, 0);
    log.transactions()
        .run(
            connection -> {
              Placement placement = PlacementStore.open(connection, List.of(next));
              assertThat(placement.placeAgain(next)).isInstanceOf(Admission.Placed.class);
              if (!meanwhile.isEmpty()) {
                assertThat(log.change(meanwhile)).isEqualTo(1);
              }
              PlacementStore.store(connection, placement);
              return true;
            });
  }

  @Test
  void offsetsAreGivenFromWhereThePartitionStands() throws SQLException {
    place("");

    assertThat(log.batches("t", 0)).hasSize(2);
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE partition_state SET next_offset = next_offset + 5 WHERE part_id = 1",
        "DELETE FROM partition_state WHERE part_id = 1",
      })
  void nothingIsWrittenWhereItStandsElsewhereOrIsGone(String meanwhile) throws SQLException {
    assertThatThrownBy(() -> place(meanwhile)).isInstanceOf(OvertakenException.class);

    assertThat(log.number("SELECT count(*) FROM segment")).isEqualTo(1);
  }
}
