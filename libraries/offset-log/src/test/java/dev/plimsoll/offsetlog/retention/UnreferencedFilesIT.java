package dev.plimsoll.offsetlog.retention;

import static dev.plimsoll.offsetlog.retention.RetainedLog.ON;
import static dev.plimsoll.offsetlog.retention.RetainedLog.STOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.testkit.Batches;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Objects that the log no longer refers to are deleted, and no others.
class UnreferencedFilesIT {
  private final List<String> deleted = new ArrayList<>();

  @AutoClose private RetainedLog retained;
  private LogDatabase log;

  @BeforeEach
  void fill() throws SQLException {
    retained = new RetainedLog();
    log = retained.log;
  }

  private UnreferencedFiles files() {
    return new UnreferencedFiles(
        log.transactions(),
        (_, keys) -> {
          deleted.addAll(keys);
          return Map.of();
        });
  }

  @Test
  void objectsAreDeletedOfTopicsThatOwnThem() throws SQLException {
    log.change("UPDATE log_topic SET owns_objects = true WHERE name = 't.one'");
    log.change("UPDATE log_topic SET retention_ms = 1");
    for (int partId : retained.retention().due()) {
      retained.retention().keep(partId, ON);
    }
    assertThat(log.number("SELECT count(*) FROM unreferenced_file")).isEqualTo(40);

    assertThat(files().round()).isEqualTo(new UnreferencedFiles.Round(40, 20, 0, 0, ""));
    assertThat(deleted).hasSize(20).allMatch(key -> key.startsWith("t.one/"));
    assertThat(log.number("SELECT count(*) FROM file")).isZero();
    assertThat(files().round().idle()).isTrue();
    retained.assertRight();
  }

  @Test
  void anObjectThatIsReferredToAnewStays() throws SQLException {
    removeAllOfOne();
    // a batch of it that waits
    log.ingestion().append(List.of(Batches.batch("t.one", 0, "p", 0, 3)));

    assertThat(files().round().objects()).isEqualTo(19);
    assertThat(deleted).noneMatch(key -> key.endsWith("00000003.parquet"));
    // it is a duplicate, so nothing refers to it any more
    AssignedLog.assignAll(log);
    retained.assertRight();
    assertThat(files().round().idle()).isTrue();
    log.change("UPDATE unreferenced_file SET due_at = now()");
    assertThat(files().round().objects()).isEqualTo(1);
  }

  private void removeAllOfOne() throws SQLException {
    log.change("UPDATE log_topic SET owns_objects = true WHERE name = 't.one'");
    retained.limit("retention_ms", 1);
    retained.retention().keep(retained.partId(), ON);
  }

  @Test
  void objectsOfDuplicatesAndOfRefusedBatchesGo() throws SQLException {
    log.change("UPDATE log_topic SET owns_objects = true WHERE name = 't.one'");
    // given a batch sent again under another key, and one that its producer's order forbids
    for (String topic : List.of("t.one", "t.two")) {
      log.ingestion()
          .append(
              List.of(
                  under(topic + "/again", Batches.batch(topic, 0, "p", 0, 3)),
                  under(topic + "/refused", Batches.batch(topic, 0, "p", 0, 99))));
    }
    AssignedLog.assignAll(log);
    log.change("DELETE FROM refusal");

    // then their objects stay for a while, and go where they are ours
    assertThat(files().round().idle()).isTrue();
    log.change("UPDATE unreferenced_file SET due_at = now()");
    assertThat(files().round()).isEqualTo(new UnreferencedFiles.Round(4, 2, 0, 0, ""));
    assertThat(deleted).containsExactlyInAnyOrder("t.one/again", "t.one/refused");
    assertThat(log.number("SELECT count(*) FROM file")).isEqualTo(40);
    retained.assertRight();
  }

  private static BatchAppended under(String key, BatchAppended batch) {
    return new BatchAppended(
        batch.topic(),
        batch.partition(),
        batch.producerId(),
        batch.producerEpoch(),
        batch.sequence(),
        new ObjectRange(
            batch.object().bucket(), key, batch.object().byteOffset(), batch.object().byteLength()),
        batch.recordCount(),
        batch.maxTimestamp());
  }

  @Test
  void whatCannotBeDeletedIsTriedAgainLater() throws SQLException {
    removeAllOfOne();
    UnreferencedFiles failing =
        new UnreferencedFiles(
            log.transactions(), (_, keys) -> Map.of(keys.getFirst(), "SlowDown: later"));

    assertThat(failing.round())
        .isEqualTo(new UnreferencedFiles.Round(19, 19, 0, 1, "SlowDown: later"));
    assertThat(files().round().idle()).isTrue();
    log.change("UPDATE unreferenced_file SET due_at = now()");
    assertThat(files().round().objects()).isEqualTo(1);
    assertThat(log.number("SELECT count(*) FROM unreferenced_file")).isZero();
  }

  @Test
  void whatLiesWhereNothingMayBeDeletedStaysAndIsForgotten() throws SQLException {
    // given a topic that owns its objects, of which somebody has said that one is elsewhere
    removeAllOfOne();
    AtomicReference<String> elsewhere = new AtomicReference<>();
    UnreferencedFiles files =
        new UnreferencedFiles(
            log.transactions(),
            new ObjectRemover() {
              @Override
              public boolean mayDelete(String bucket, String key) {
                elsewhere.compareAndSet(null, key);
                return !key.equals(elsewhere.get());
              }

              @Override
              public Map<String, String> delete(String bucket, List<String> keys) {
                deleted.addAll(keys);
                return Map.of();
              }
            });

    // when
    UnreferencedFiles.Round round = files.round();

    // then
    assertThat(round).isEqualTo(new UnreferencedFiles.Round(20, 19, 1, 0, ""));
    assertThat(deleted).hasSize(19).doesNotContain(elsewhere.get());
    assertThat(log.number("SELECT count(*) FROM file WHERE batch_refs = 0")).isZero();
    assertThat(log.number("SELECT count(*) FROM unreferenced_file")).isZero();
  }

  @Test
  void whoIsKilledAfterObjectsAreDeletedLeavesTheRestToTheNextOne() throws SQLException {
    removeAllOfOne();
    UnreferencedFiles killed =
        new UnreferencedFiles(
            log.transactions(),
            (_, keys) -> {
              deleted.addAll(keys);
              terminate();
              return Map.of();
            });

    assertThatThrownBy(killed::round).isInstanceOf(SQLException.class);
    assertThat(deleted).hasSize(20);
    assertThat(log.number("SELECT count(*) FROM file WHERE batch_refs = 0")).isEqualTo(20);
    assertThat(files().round().objects()).isEqualTo(20);
    assertThat(log.number("SELECT count(*) FROM file WHERE batch_refs = 0")).isZero();
  }

  private void terminate() {
    try {
      log.number(
          "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
              + " WHERE application_name = '%s' AND state = 'idle in transaction'"
                  .formatted(LogDatabase.APPLICATION_NAME));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void noFileGoesWhileADeadLetterIsToNameItsObject() throws SQLException {
    removeAllOfOne();
    log.ingestion().append(List.of(Batches.batch("t.one", 0, "p", 0, 99)));
    AssignedLog.assignAll(log);

    assertThat(log.refused()).hasSize(1);
    assertThat(files().round().idle()).isTrue();
    log.change("DELETE FROM refusal");
    assertThat(files().round().objects()).isEqualTo(20);
  }

  @Test
  void nothingIsLeftOfADeletedTopic() throws SQLException {
    int partId = retained.partId();
    log.topics().delete("t.one");
    retained.assertRight();

    assertThat(retained.retention().deleted()).containsExactly(partId);
    assertThat(retained.retention().clear(partId, STOP).segments()).isEqualTo(4);
    assertThat(retained.retention().deleted()).isEmpty();
    retained.retention().forgetPartitions(ON);

    for (String table :
        List.of(
            "segment",
            "producer",
            "publication",
            "partition_start",
            "partition_state",
            "log_partition")) {
      assertThat(log.number("SELECT count(*) FROM %s WHERE part_id = %d".formatted(table, partId)))
          .as(table)
          .isZero();
    }
    assertThat(retained.retention().forgetTopics()).isZero();
    log.change(
        "UPDATE log_topic SET deleted_at = now() - interval '91 days' WHERE deleted_at IS NOT NULL");
    assertThat(retained.retention().forgetTopics()).isEqualTo(1);
    files().round();
    assertThat(log.number("SELECT count(*) FROM file")).isEqualTo(20);
    retained.assertRight();
  }
}
