package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.sync.Bucket;
import dev.plimsoll.sync.BusyBackground;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.log.FakeLogApi;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What killed processes have left is removed by the service itself, and nothing else is.
@QuarkusTest
@TestProfile(BusyBackground.class)
public final class SweepIT {
  private static final long ROWS = 3_200;
  private static final AtomicReference<UUID> EXTRACT = new AtomicReference<>();
  private static TestDatabase source;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("sweep_source");
    TestTables.execute(
        source,
        TestTables.FAT.formatted("fat"),
        "ALTER TABLE fat ADD PRIMARY KEY (id)",
        "CREATE TABLE small AS SELECT generate_series(1, 10) AS a",
        "ALTER TABLE small ADD PRIMARY KEY (a)",
        "ANALYZE");
  }

  @BeforeEach
  void register() {
    EXTRACT.set(null);
    SyncApi.register("sweep-source", source);
  }

  private static ExtractView start(String strategy, String table) {
    EXTRACT.set(null);
    ExtractView extract =
        SyncApi.start(SyncApi.by(strategy, "sweep-source", List.of("public." + table), null));
    EXTRACT.set(extract.id());
    return extract;
  }

  // The hook may run before the answer with the id is here.
  private static UUID extract() {
    return Awaitility.await().atMost(Duration.ofMinutes(3)).until(EXTRACT::get, id -> id != null);
  }

  // The oldest are swept first, so what is begun last is swept in the same round or in a later one.
  private static void awaitASweep() {
    TestFaults.once(
        SideEffect.FINISH_READ_TASK,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () -> Bucket.leaveOrphansBesideObjectOf(extract()));
    ExtractView other = start("keyset", "small");
    SyncApi.awaitTable(other.id(), "small", TableState.EXTRACTED);
    awaitOnly(other.id(), 1);
  }

  private static void awaitOnly(UUID extract, long objects) {
    Awaitility.await("orphans of " + extract)
        .atMost(Duration.ofMinutes(3))
        .until(() -> Bucket.keys(extract).size() == objects && Bucket.uploads(extract).isEmpty());
  }

  @Test
  void whatIsLeftBesideAReadTaskThatIsDoneIsRemoved() {
    // given
    TestFaults.once(
        SideEffect.FINISH_READ_TASK,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () -> Bucket.leaveOrphansBesideObjectOf(extract()));

    // when
    ExtractView extract = start("keyset", "fat");
    TableView table = SyncApi.awaitTable(extract.id(), "fat", TableState.EXTRACTED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    awaitOnly(extract.id(), table.counters().objects());
    assertThat(FakeLog.get().appended(table.logTopic()))
        .allMatch(batch -> Bucket.has(batch.object().key()));
    assertThat(SyncApi.table(extract.id(), "fat").counters().rowsExtracted()).isEqualTo(ROWS);
  }

  @ParameterizedTest
  @EnumSource
  void aRemovalWhoseAnswerIsLostIsFoundOutAboutByTheNextSweep(Moment moment) {
    // given
    TestFaults.once(
        SideEffect.FINISH_READ_TASK,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () -> {
          Bucket.leaveOrphansBesideObjectOf(extract());
          TestFaults.once(SideEffect.REMOVE_LEFTOVER, moment, ErrorCode.CONNECTION_LOST);
        });

    // when
    ExtractView extract = start("keyset", "small");
    SyncApi.awaitTable(extract.id(), "small", TableState.EXTRACTED);

    // then
    awaitOnly(extract.id(), 1);
    assertThat(TestFaults.happened()).isTrue();
  }

  @Test
  void whatACancelledTableHasLeftIsRemovedThoughNobodyTakesItUpAgain() {
    // given a process that is gone after its first object was complete, and before that was told;
    // nobody has taken over a part of the table and told of that
    TestFaults.once(
        SideEffect.ANNOUNCE,
        Moment.BEFORE,
        ErrorCode.INTERRUPTED,
        () -> {
          Bucket.leaveOrphansBesideObjectOf(extract());
          SyncApi.request().post("/api/v1/extracts/" + extract() + "/cancel");
        });

    // when
    ExtractView extract = start("stream", "fat");
    SyncApi.awaitTable(extract.id(), "fat", TableState.FAILED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    awaitOnly(extract.id(), 0);
    assertThat(FakeLog.get().appended(SyncApi.table(extract.id(), "fat").logTopic())).isEmpty();
  }

  @Test
  void whatIsBeingWrittenStays() {
    // given an upload that waits for its end until a sweep has passed; nobody takes over a part of
    // it
    AtomicBoolean stayed = new AtomicBoolean();
    TestFaults.once(
        SideEffect.COMPLETE_UPLOAD,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () -> {
          UUID writing = extract();
          awaitASweep();
          stayed.set(!Bucket.uploads(writing).isEmpty());
        });

    // when
    ExtractView extract = start("stream", "fat");
    TableView table = SyncApi.awaitTable(extract.id(), "fat", TableState.EXTRACTED);

    // then
    assertThat(stayed).isTrue();
    assertThat(table.counters().rowsExtracted()).isEqualTo(ROWS);
    awaitOnly(extract.id(), table.counters().objects());
  }

  @Test
  void whatOnlyTheLogKnowsStays() {
    // given an object that was announced in another life of the database
    AtomicReference<String> known = new AtomicReference<>();
    TestFaults.once(
        SideEffect.FINISH_READ_TASK,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () -> {
          known.set(Bucket.leaveOrphansBesideObjectOf(extract()));
          String topic = SyncApi.table(extract(), "fat").logTopic();
          BatchCommitted batch = announced(topic, known.get());
          FakeLogApi.has(topic, 0, new LogFetch(List.of(batch), 9, 7, 9));
        });

    // when
    ExtractView extract = start("keyset", "fat");
    SyncApi.awaitTable(extract.id(), "fat", TableState.EXTRACTED);

    // then
    Awaitility.await("uploads are swept")
        .atMost(Duration.ofMinutes(3))
        .until(() -> Bucket.uploads(extract.id()).isEmpty());
    awaitASweep();
    assertThat(Bucket.has(known.get())).isTrue();
  }

  private static BatchCommitted announced(String topic, String key) {
    return new BatchCommitted(
        topic, 0, 7, 2, "of another life", 0, 0, new ObjectRange("any", key, 0, 9), Instant.EPOCH);
  }

  @Test
  void objectsStayUntilTheLogCanBeAsked() {
    // given
    AtomicReference<String> orphan = new AtomicReference<>();
    AtomicReference<String> topic = new AtomicReference<>();
    TestFaults.once(
        SideEffect.FINISH_READ_TASK,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () -> {
          topic.set(SyncApi.table(extract(), "fat").logTopic());
          FakeLogApi.failsFor(topic.get(), ErrorCode.INTERNAL);
          orphan.set(Bucket.leaveOrphansBesideObjectOf(extract()));
        });
    ExtractView extract = start("keyset", "fat");
    TableView table = SyncApi.awaitTable(extract.id(), "fat", TableState.EXTRACTED);

    // when
    Awaitility.await("uploads are swept")
        .atMost(Duration.ofMinutes(3))
        .until(() -> Bucket.uploads(extract.id()).isEmpty());
    awaitASweep();

    // then
    assertThat(Bucket.has(orphan.get())).isTrue();
    FakeLogApi.failsFor(topic.get(), null);
    awaitOnly(extract.id(), table.counters().objects());
  }

  @Test
  void whatIsNoneOfOursStays() {
    // given
    String ofAnotherExtract =
        StackResource.S3_PREFIX + UUID.randomUUID() + "/000-t/task-00000/000000-a1.parquet";
    Bucket.put(ofAnotherExtract);
    AtomicReference<String> beside = new AtomicReference<>();
    TestFaults.once(
        SideEffect.FINISH_READ_TASK,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () -> {
          beside.set(StackResource.S3_PREFIX + extract() + "/notes.txt");
          Bucket.put(beside.get());
        });
    ExtractView extract = start("keyset", "fat");
    SyncApi.awaitTable(extract.id(), "fat", TableState.EXTRACTED);

    // when
    awaitASweep();

    // then
    assertThat(Bucket.has(ofAnotherExtract)).isTrue();
    assertThat(Bucket.has(beside.get())).isTrue();
  }
}
