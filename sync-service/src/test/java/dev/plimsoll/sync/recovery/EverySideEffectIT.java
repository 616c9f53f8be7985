package dev.plimsoll.sync.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FileSize;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.sync.Bucket;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.testkit.Campaign;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every side effect fails before it happens and, tried again, after it has: with its answer lost,
/// and with whoever does it gone; for a table with a key, one that is streamed and one that is read
/// by blocks. The test takes the side effects from their list, so that none is forgotten.
///
/// Tables are as small as two files of one part are, but for the effects that only an upload of
/// several parts has.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class EverySideEffectIT {
  private static final Set<SideEffect> LATER =
      EnumSet.range(SideEffect.FINISH_READ_TASK, SideEffect.NOTE_LOADED);
  private static final Set<SideEffect> OF_PARTS =
      EnumSet.of(SideEffect.UPLOAD_PART, SideEffect.COMPLETE_UPLOAD);

  /// Rows of 4 kB in row groups of 1 MB, about.
  ///
  /// @param fileBytes at which its first file is ended; a second one takes the rest
  private enum Size {
    SMALL(300, 1 << 20),
    OF_PARTS(2_400, 8_600_000);

    private final int rows;
    private final long fileBytes;

    Size(int rows, long fileBytes) {
      this.rows = rows;
      this.fileBytes = fileBytes;
    }

    String of(String table) {
      return table + "_" + name().toLowerCase(Locale.ROOT);
    }
  }

  private static TestDatabase source;
  private static TestDatabase target;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("effect_source");
    target = Stack.get().createDatabase("effect_target");
    for (Size size : Size.values()) {
      TestTables.execute(
          source,
          TestTables.noise(size.of("keyed"), size.rows),
          "ALTER TABLE " + size.of("keyed") + " ADD PRIMARY KEY (id)",
          TestTables.noise(size.of("keyless"), size.rows),
          TestTables.noise(size.of("blocky"), size.rows));
    }
  }

  static Stream<Arguments> failures() {
    // Those without a key announce and end in one; from there on they are loaded like any other,
    // and all are claimed alike.
    return Stream.of(
            failures("keyed", "keyset", but(Set.of(SideEffect.OPEN_GENERATION))),
            failures(
                "keyless",
                "stream",
                but(LATER, SideEffect.CLAIM_READ_TASK, SideEffect.OPEN_GENERATION)),
            failures("blocky", "blocks", but(LATER, SideEffect.CLAIM_READ_TASK)))
        .flatMap(each -> each);
  }

  // Others have tests of their own: a lost snapshot in GenerationIT, a lost run in ScheduleIT, lost
  // deletes in DeletesIT, Iceberg's in IcebergIT, what is removed below.
  private static Set<SideEffect> but(Set<SideEffect> others, SideEffect... more) {
    Set<SideEffect> effects = EnumSet.allOf(SideEffect.class);
    effects.remove(SideEffect.SUPERSEDE_GENERATION);
    effects.remove(SideEffect.REMOVE_LEFTOVER);
    effects.removeAll(EnumSet.range(SideEffect.COMMIT_SNAPSHOT, SideEffect.NOTE_SNAPSHOT));
    effects.remove(SideEffect.START_RUN);
    effects.remove(SideEffect.COMMIT_DELETES);
    effects.removeAll(others);
    effects.removeAll(List.of(more));
    return effects;
  }

  private static Stream<Arguments> failures(
      String table, String strategy, Set<SideEffect> effects) {
    return effects.stream()
        .flatMap(
            effect ->
                codes(strategy, effect).map(code -> Arguments.of(table, strategy, effect, code)));
  }

  /// Outside campaigns each strategy has one of them for an effect, stream another than the others;
  /// both where tables with a key stand for all.
  private static Stream<ErrorCode> codes(String strategy, SideEffect effect) {
    boolean lost = effect.ordinal() % 2 == (strategy.equals("stream") ? 0 : 1);
    boolean forAll =
        strategy.equals("keyset")
            && (LATER.contains(effect) || effect == SideEffect.CLAIM_READ_TASK);
    return forAll || Campaign.isLong()
        ? Stream.of(ErrorCode.CONNECTION_LOST, ErrorCode.INTERRUPTED)
        : Stream.of(lost ? ErrorCode.CONNECTION_LOST : ErrorCode.INTERRUPTED);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void nothingIsLostDoubledOrLeftBehind(
      String kind, String strategy, SideEffect effect, ErrorCode code) throws SQLException {
    // given
    Size size = OF_PARTS.contains(effect) ? Size.OF_PARTS : Size.SMALL;
    String table = size.of(kind);
    SyncApi.register("effect-source", source);
    SyncApi.register("effect-target", target);
    TestTables.execute(target, "DROP TABLE IF EXISTS public." + table);
    TestFaults.once(effect, Moment.BEFORE, code, () -> TestFaults.once(effect, Moment.AFTER, code));

    // when
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "effect-source",
                List.of("public." + table),
                "effect-target",
                null,
                // One worker, so that its first file has all parts.
                new ReadingRequest(strategy, null, 1),
                new FilesRequest(new FileSize(size.fileBytes, null), null, null, null),
                null,
                null,
                null));
    TableView loaded = SyncApi.awaitTable(extract.id(), table, TableState.LOADED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(loaded.counters().rowsExtracted()).isEqualTo(size.rows);
    assertThat(loaded.counters().rowsLoaded()).isEqualTo(size.rows);
    Receipt receipt = SyncApi.awaitReceipt(extract.id());
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    assertThat(Bucket.keys(extract.id())).hasSize((int) loaded.counters().objects());
    if (!strategy.equals("blocks")) {
      // A range of blocks is not parted.
      assertThat(Bucket.keys(extract.id())).hasSize(2);
    }
    assertThat(Bucket.uploads(extract.id())).isEmpty();
    assertThat(FakeLog.get().committed(loaded.logTopic()))
        .hasSize((int) loaded.counters().objects());
  }

  @ParameterizedTest
  @EnumSource(names = {"UPLOAD_PART", "COMPLETE_UPLOAD"})
  void aFileWhoseUploadTheStoreHasLostIsBegunAnew(SideEffect effect) {
    // given
    String name = Size.OF_PARTS.of("keyless");
    SyncApi.register("effect-source", source);
    AtomicReference<UUID> extracting = new AtomicReference<>();
    TestFaults.once(
        effect,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () ->
            Bucket.abortUploads(
                await().atMost(Duration.ofMinutes(3)).until(extracting::get, id -> id != null)));

    // when
    ExtractView extract =
        SyncApi.start(SyncApi.by("stream", "effect-source", List.of("public." + name), null));
    extracting.set(extract.id());
    TableView table = SyncApi.awaitTable(extract.id(), name, TableState.EXTRACTED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(table.counters().rowsExtracted()).isEqualTo(Size.OF_PARTS.rows);
    assertThat(Bucket.keys(extract.id())).hasSize((int) table.counters().objects());
    assertThat(Bucket.uploads(extract.id())).isEmpty();
  }

  // The hook may run before the answer with the id is here.
  private static UUID id(CompletableFuture<UUID> started) {
    return started.orTimeout(1, TimeUnit.MINUTES).join();
  }

  static Stream<Arguments> moments() {
    return Stream.of(Moment.values())
        .flatMap(
            moment ->
                Stream.of(ErrorCode.CONNECTION_LOST, ErrorCode.INTERRUPTED)
                    .map(code -> Arguments.of(moment, code)));
  }

  @ParameterizedTest
  @MethodSource("moments")
  void whatAKilledProcessHasLeftIsSweptThoughThatFailsOnce(Moment moment, ErrorCode code)
      throws SQLException {
    // given
    String table = ("orphaned_" + moment + "_" + code).toLowerCase(Locale.ROOT);
    SyncApi.register("effect-source", source);
    TestTables.execute(source, "CREATE TABLE " + table + " AS SELECT generate_series(1, 10) AS a");
    CompletableFuture<UUID> started = new CompletableFuture<>();
    TestFaults.once(
        SideEffect.PUT_OBJECT,
        Moment.AFTER,
        ErrorCode.INTERRUPTED,
        () -> {
          Bucket.leaveOrphansBesideObjectOf(id(started));
          TestFaults.once(SideEffect.REMOVE_LEFTOVER, moment, code);
        });

    // when
    ExtractView extract = SyncApi.start("effect-source", List.of("public." + table), null);
    started.complete(extract.id());
    TableView extracted = SyncApi.awaitTable(extract.id(), table, TableState.EXTRACTED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(extracted.counters().rowsExtracted()).isEqualTo(10);
    assertThat(Bucket.keys(extract.id())).hasSize(1);
    assertThat(Bucket.uploads(extract.id())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("moments")
  void aClaimByTheRecoveryThatFailsIsMadeAgain(Moment moment, ErrorCode code) {
    // given
    String table = Size.SMALL.of("keyed");
    SyncApi.register("effect-source", source);
    TestFaults.once(
        SideEffect.FINISH_READ_TASK,
        Moment.BEFORE,
        ErrorCode.INTERRUPTED,
        () -> TestFaults.once(SideEffect.CLAIM_READ_TASK, moment, code));

    // when
    ExtractView extract =
        SyncApi.start(SyncApi.by("keyset", "effect-source", List.of("public." + table), null));
    TableView extracted = SyncApi.awaitTable(extract.id(), table, TableState.EXTRACTED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(extracted.counters().rowsExtracted()).isEqualTo(Size.SMALL.rows);
    assertThat(FakeLog.get().appended(extracted.logTopic()))
        .extracting(batch -> batch.object().key())
        .containsExactlyInAnyOrderElementsOf(Bucket.keys(extract.id()));
    assertThat(Bucket.uploads(extract.id())).isEmpty();
  }

  @Test
  void whatALaterAttemptHasWrittenIsNotSweptByOneThatLostItsClaim() throws SQLException {
    // given
    SyncApi.register("effect-source", source);
    TestTables.execute(source, "CREATE TABLE overtaken AS SELECT generate_series(1, 10) AS a");
    CompletableFuture<UUID> started = new CompletableFuture<>();
    TestFaults.once(
        SideEffect.PUT_OBJECT,
        Moment.AFTER,
        ErrorCode.INTERRUPTED,
        () ->
            Bucket.put(Bucket.keys(id(started)).getFirst().replace("-a1.parquet", "-a9.parquet")));

    // when
    ExtractView extract = SyncApi.start("effect-source", List.of("public.overtaken"), null);
    started.complete(extract.id());
    SyncApi.awaitTable(extract.id(), "overtaken", TableState.EXTRACTED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(Bucket.keys(extract.id()))
        .extracting(key -> key.substring(key.lastIndexOf("-a")))
        .containsExactlyInAnyOrder("-a2.parquet", "-a9.parquet");
  }
}
