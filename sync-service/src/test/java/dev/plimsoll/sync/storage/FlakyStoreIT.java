package dev.plimsoll.sync.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.sync.Bucket;
import dev.plimsoll.sync.BusyBackground;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.storage.FlakyStore.Manner;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An object store that is slow and answers by errors now and then costs time and no rows.
@QuarkusTest
@TestProfile(BusyBackground.class)
final class FlakyStoreIT {
  private static final long ROWS = 3_200;
  private static final List<String> TABLES = List.of("one", "two");
  private static TestDatabase source;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("flaky_source");
    for (String table : TABLES) {
      TestTables.execute(
          source,
          TestTables.FAT.formatted(table),
          "ALTER TABLE " + table + " ADD PRIMARY KEY (id)",
          "VACUUM ANALYZE " + table);
    }
  }

  @BeforeEach
  void flaky() {
    FlakyStore.be(Manner.FLAKY);
  }

  @AfterEach
  void asItWas() {
    FlakyStore.be(Manner.PASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocks", "keyset"})
  void errorsAndSlownessCostTimeAndNoRows(String strategy) {
    // given
    SyncApi.register("flaky-source", source);
    SyncApi.register("flaky-" + strategy, Stack.get().createDatabase("flaky_" + strategy));
    int failedBefore = FlakyStore.failed();

    // when
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "flaky-source",
                List.of("public.one", "public.two"),
                "flaky-" + strategy,
                null,
                new ReadingRequest(strategy, null, null),
                new FilesRequest(null, null, null, "source"),
                null,
                null,
                null));

    // then
    long objects = 0;
    for (String name : TABLES) {
      TableView table = SyncApi.awaitTable(extract.id(), name, TableState.LOADED);
      assertThat(table.counters().rowsExtracted()).isEqualTo(ROWS);
      assertThat(table.counters().rowsLoaded()).isEqualTo(ROWS);
      List<BatchAppended> announced = FakeLog.get().appended(table.logTopic());
      assertThat(announced).hasSize((int) table.counters().objects());
      assertThat(announced).extracting(batch -> batch.object().key()).doesNotHaveDuplicates();
      assertThat(announced.stream().mapToLong(BatchAppended::recordCount).sum()).isEqualTo(ROWS);
      objects += table.counters().objects();
    }
    Receipt receipt = SyncApi.awaitReceipt(extract.id());
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    // A sweep that the store fails comes again after a pause, and may fail again.
    Awaitility.await("uploads of " + extract.id())
        .atMost(Duration.ofMinutes(3))
        .until(() -> Bucket.uploads(extract.id()), List::isEmpty);
    assertThat(Bucket.keys(extract.id())).hasSize((int) objects);
    assertThat(FlakyStore.failed()).isGreaterThan(failedBefore);
  }
}
