package dev.plimsoll.offsetlog.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.audit.HotState;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.testkit.Batches;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is not wanted goes, and nothing else.
class RetentionIT {
  private static final PartitionName ONE = new PartitionName("t.one", 0);
  private static final Retention.Rest ON = _ -> true;
  private static final Retention.Rest STOP = _ -> false;

  private final List<String> deleted = new ArrayList<>();
  private LogDatabase log;

  @BeforeEach
  void fill() throws SQLException {
    // given two partitions of four segments of five batches each, told
    log = new LogDatabase("retention", "");
    for (int round = 0; round < 4; round++) {
      append(5 * round, 5);
    }
    log.tellAll();
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void append(int firstSequence, int batches) throws SQLException {
    List<BatchAppended> events = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      events.add(Batches.batch("t.one", 0, "p", 0, firstSequence + i));
      events.add(Batches.batch("t.two", 0, "p", 0, firstSequence + i));
    }
    log.ingestion().ingest(events);
    AssignedLog.assignAll(log);
  }

  private Retention retention() {
    return retention(Instant.parse("2026-06-01T00:00:00Z"));
  }

  private Retention retention(Instant now) {
    return new Retention(log.transactions(), Clock.fixed(now, ZoneOffset.UTC), Duration.ZERO);
  }

  private UnreferencedFiles files() {
    return new UnreferencedFiles(
        log.transactions(),
        (_, keys) -> {
          deleted.addAll(keys);
          return Map.of();
        });
  }

  private void limit(String column, long value) throws SQLException {
    assertThat(
            log.change(
                "UPDATE log_topic SET %s = %d WHERE name = 't.one'".formatted(column, value)))
        .isEqualTo(1);
  }

  private long endOfSegment(int number) throws SQLException {
    return log.number(
        "SELECT last_offset + 1 FROM segment WHERE part_id = %d ORDER BY last_offset OFFSET %d LIMIT 1"
            .formatted(partId(), number - 1));
  }

  private int partId() throws SQLException {
    return (int) log.number("SELECT part_id FROM log_partition WHERE topic = 't.one'");
  }

  private long logStart(String column) throws SQLException {
    return log.number(
        "SELECT %s FROM partition_floor WHERE part_id = %d".formatted(column, partId()));
  }

  private void assertRight() throws SQLException {
    assertThat(log.auditor().audit("").findings()).isEmpty();
    assertThat(new HotState(log.transactions()).look().tornPartitions()).isZero();
  }

  @Test
  void nothingIsDueWithoutALimit() throws SQLException {
    assertThat(retention().due()).isEmpty();
    assertRight();
  }

  @Test
  void whatIsTooOldGoes() throws SQLException {
    long second = endOfSegment(2);
    // batches are a millisecond apart
    limit("retention_ms", 1);
    Retention retention = retention(Instant.parse("2026-01-01T00:00:00.0115Z"));

    assertThat(retention.due()).containsExactly(partId());
    Removed removed = retention.keep(partId(), ON);

    assertThat(removed.segments()).isEqualTo(2);
    assertThat(removed.batches()).isEqualTo(10);
    assertThat(removed.records()).isEqualTo(second);
    assertThat(logStart("log_start")).isEqualTo(second).isEqualTo(logStart("removed_records"));
    assertThat(logStart("removed_batches")).isEqualTo(10);
    assertThat(logStart("removed_bytes")).isEqualTo(removed.bytes());
    assertThat(retention.due()).isEmpty();
    assertRight();
  }

  @Test
  void whatSaysThatItIsFromTheFutureAgesByWhenItGotItsOffsets() throws SQLException {
    // given a record of before there were bounds, that says it was written in the year 9999
    log.change("UPDATE segment SET youngest_micros = 253402300799000000");
    limit("retention_ms", 1);

    // when the log is a day older, then all goes
    Retention retention = retention(Instant.now().plus(Duration.ofDays(1)));
    assertThat(retention.due()).containsExactly(partId());
    assertThat(retention.keep(partId(), ON).segments()).isEqualTo(4);
    assertThat(retention.due()).isEmpty();
  }

  @Test
  void aLimitBeyondAllTimesHoldsUpNoOtherTopic() throws SQLException {
    // given a limit of before there were bounds, whose microseconds fit no column
    limit("retention_ms", Long.MAX_VALUE);
    log.change("UPDATE log_topic SET retention_bytes = 1 WHERE name = 't.two'");

    // then the other topic is looked after
    assertThat(retention().due()).hasSize(1).doesNotContain(partId());
    assertThat(retention().keep(partId(), ON).segments()).isZero();
  }

  @Test
  void allButSoManyBytesGo() throws SQLException {
    limit("retention_bytes", 1);

    assertThat(retention().keep(partId(), ON).segments()).isEqualTo(3);
    assertRight();
    // and the log goes on
    append(20, 5);
    log.tellAll();
    assertThat(retention().keep(partId(), ON).segments()).isEqualTo(1);
    assertThat(log.incrementalAudit().run(Duration.ofMinutes(1)).findings()).isEmpty();
    assertRight();
  }

  @Test
  void whatIsNotToldStays() throws SQLException {
    append(20, 5);
    limit("retention_ms", 1);

    assertThat(retention().keep(partId(), ON).segments()).isEqualTo(4);
    assertThat(logStart("log_start")).isEqualTo(endOfSegment(1) - lengthOfFirst());
    log.tellAll();
    assertThat(retention().keep(partId(), ON).segments()).isEqualTo(1);
    assertRight();
  }

  private long lengthOfFirst() throws SQLException {
    return log.number(
        "SELECT last_offset - base_offset + 1 FROM segment WHERE part_id = " + partId());
  }

  @Test
  void somebodyDeletesWhatLiesBeforeAnOffset() throws SQLException {
    long first = endOfSegment(1);

    assertThat(retention().deleteBefore(ONE, first + 1)).isEqualTo(first);
    // readers see it before anything is removed
    assertThat(logStart("log_start")).isEqualTo(first);
    assertThat(logStart("removed_records")).isZero();
    assertRight();
    assertThat(retention().due()).containsExactly(partId());
    assertThat(retention().keep(partId(), ON).segments()).isEqualTo(1);
    assertRight();
    // and never falls
    assertThat(retention().deleteBefore(ONE, 0)).isEqualTo(first);
    assertThatThrownBy(() -> retention().deleteBefore(ONE, 1_000_000))
        .isInstanceOf(PlimsollException.class)
        .hasMessageContaining("beyond its high watermark");
    assertThatThrownBy(() -> retention().deleteBefore(new PartitionName("t.one", 7), 0))
        .isInstanceOf(PlimsollException.class);
  }

  @Test
  void anOffsetIsReachedHoweverManySegmentsLieBeforeIt() throws SQLException {
    // given more than are looked at in one go
    for (int i = 0; i < 1_010; i++) {
      append(20 + i, 1);
    }
    log.tellAll();
    long wanted = endOfSegment(1_012);

    assertThat(retention().deleteBefore(ONE, wanted)).isEqualTo(wanted);
    assertThat(retention().keep(partId(), ON).segments()).isEqualTo(1_012);
    assertRight();
  }

  @Test
  void theNextOneGoesOnWhereOneStopped() throws SQLException {
    // given more than fits a slice
    for (int i = 0; i < 520; i++) {
      append(20 + i, 1);
    }
    log.tellAll();
    limit("retention_ms", 1);

    assertThat(retention().keep(partId(), STOP).segments()).isEqualTo(500);
    assertRight();
    assertThat(retention().due()).containsExactly(partId());
    assertThat(retention().keep(partId(), ON).segments()).isEqualTo(24);
    assertRight();
  }

  @Test
  void objectsAreDeletedOfTopicsThatOwnThem() throws SQLException {
    log.change("UPDATE log_topic SET owns_objects = true WHERE name = 't.one'");
    log.change("UPDATE log_topic SET retention_ms = 1");
    for (int partId : retention().due()) {
      retention().keep(partId, ON);
    }
    assertThat(log.number("SELECT count(*) FROM unreferenced_file")).isEqualTo(40);

    assertThat(files().round()).isEqualTo(new UnreferencedFiles.Round(40, 20, 0, 0, ""));
    assertThat(deleted).hasSize(20).allMatch(key -> key.startsWith("t.one/"));
    assertThat(log.number("SELECT count(*) FROM file")).isZero();
    assertThat(files().round().idle()).isTrue();
    assertRight();
  }

  @Test
  void anObjectThatIsReferredToAnewStays() throws SQLException {
    removeAllOfOne();
    // a batch of it that waits
    log.ingestion().ingest(List.of(Batches.batch("t.one", 0, "p", 0, 3)));

    assertThat(files().round().objects()).isEqualTo(19);
    assertThat(deleted).noneMatch(key -> key.endsWith("00000003.parquet"));
    // it is a duplicate, so nothing refers to it any more
    AssignedLog.assignAll(log);
    assertRight();
    assertThat(files().round().idle()).isTrue();
    log.change("UPDATE unreferenced_file SET due_at = now()");
    assertThat(files().round().objects()).isEqualTo(1);
  }

  private void removeAllOfOne() throws SQLException {
    log.change("UPDATE log_topic SET owns_objects = true WHERE name = 't.one'");
    limit("retention_ms", 1);
    retention().keep(partId(), ON);
  }

  @Test
  void objectsOfDuplicatesAndOfRefusedBatchesGo() throws SQLException {
    log.change("UPDATE log_topic SET owns_objects = true WHERE name = 't.one'");
    // given a batch sent again under another key, and one that its producer's order forbids
    for (String topic : List.of("t.one", "t.two")) {
      log.ingestion()
          .ingest(
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
    assertRight();
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
    log.ingestion().ingest(List.of(Batches.batch("t.one", 0, "p", 0, 99)));
    AssignedLog.assignAll(log);

    assertThat(log.refused()).hasSize(1);
    assertThat(files().round().idle()).isTrue();
    log.change("DELETE FROM refusal");
    assertThat(files().round().objects()).isEqualTo(20);
  }

  @Test
  void nothingIsLeftOfADeletedTopic() throws SQLException {
    int partId = partId();
    log.topics().delete("t.one");
    assertRight();

    assertThat(retention().deleted()).containsExactly(partId);
    assertThat(retention().clear(partId, STOP).segments()).isEqualTo(4);
    assertThat(retention().clear(partId, ON).segments()).isZero();

    assertThat(retention().deleted()).isEmpty();
    for (String table :
        List.of(
            "segment",
            "producer",
            "publication",
            "partition_floor",
            "partition_state",
            "log_partition")) {
      assertThat(log.number("SELECT count(*) FROM %s WHERE part_id = %d".formatted(table, partId)))
          .as(table)
          .isZero();
    }
    assertThat(retention().forgetTopics()).isZero();
    log.change(
        "UPDATE log_topic SET deleted_at = now() - interval '2 hours' WHERE deleted_at IS NOT NULL");
    assertThat(retention().forgetTopics()).isEqualTo(1);
    files().round();
    assertThat(log.number("SELECT count(*) FROM file")).isEqualTo(20);
    assertRight();
  }

  @Test
  void producersAreForgottenThatWereNotHeardOf() throws SQLException {
    log.change(
        """
        INSERT INTO producer (part_id, producer_ref, epoch, next_sequence, moved_at)
        VALUES (1, 77, 0, 3, now() - interval '8 days'), (1, 78, 0, 3, now() - interval '6 days')
        """);

    assertThat(retention().forgetProducers(Duration.ofDays(7))).isEqualTo(1);
    assertThat(log.number("SELECT producer_ref FROM producer")).isEqualTo(78);
  }

  @Test
  void whatIsDamagedIsNotTidiedAway() throws SQLException {
    limit("retention_ms", 1);
    log.change("DELETE FROM file WHERE object_key LIKE 't.one/%/00000007.parquet'");

    assertThatThrownBy(() -> retention().keep(partId(), ON))
        .isInstanceOf(PlimsollException.class)
        .hasMessageContaining("nothing removed");
    assertThat(logStart("removed_records")).isZero();
    assertThat(log.number("SELECT count(*) FROM segment WHERE part_id = " + partId())).isEqualTo(4);
  }
}
