package dev.plimsoll.sync.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What cannot be read again, or not twice the same, costs only its own table, and what is advised
/// can be done.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class ReceiptFailuresIT {
  private static TestDatabase source;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("failing_source");
    TestTables.execute(
        source,
        "CREATE TABLE changed (id int PRIMARY KEY, gone text)",
        "INSERT INTO changed SELECT i, i FROM generate_series(1, 10) i",
        "CREATE TABLE stays AS SELECT * FROM changed",
        "ALTER TABLE stays ADD PRIMARY KEY (id)",
        "CREATE VIEW shaky AS SELECT id, random() AS chance FROM stays",
        "CREATE TABLE parent (id int PRIMARY KEY)",
        "CREATE TABLE child () INHERITS (parent)",
        "INSERT INTO parent VALUES (1)",
        "INSERT INTO child VALUES (2), (3)");
  }

  @BeforeEach
  void register() {
    SyncApi.register("failing-source", source);
  }

  @Test
  void aColumnThatIsGoneIsToldOfItsTableAndTheOthersAreCompared() throws SQLException {
    // given
    SyncApi.register("failing-target", Stack.get().createDatabase("failing_target"));
    ExtractView extract =
        SyncApi.start(
            "failing-source", List.of("public.changed", "public.stays"), "failing-target");
    SyncApi.awaitTable(extract.id(), "changed", TableState.LOADED);
    SyncApi.awaitTable(extract.id(), "stays", TableState.LOADED);
    TestTables.execute(source, "ALTER TABLE changed DROP COLUMN gone");

    // when
    Receipt receipt = SyncApi.awaitReceipt(extract.id());

    // then
    assertThat(receipt.proven()).isFalse();
    assertThat(receipt.tables()).singleElement().matches(Receipt.TableReceipt::equal);
    assertThat(receipt.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(String.valueOf(failure.table())).isEqualTo("public.changed");
              assertThat(failure.code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
              assertThat(failure.message()).contains("not at the source as it was extracted");
            });

    // when
    TestTables.execute(source, "ALTER TABLE changed ADD COLUMN gone text");
    TestTables.execute(source, "UPDATE changed SET gone = id");

    // then
    assertThat(SyncApi.awaitReceipt(extract.id()).proven()).isTrue();
  }

  @Test
  void aViewThatIsNeverTwiceTheSameIsToldAsSuch() {
    // when
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "failing-source",
                List.of("public.shaky"),
                null,
                null,
                null,
                new FilesRequest(null, null, null, "source"),
                null,
                null,
                null));

    // then
    TableView failed = SyncApi.awaitTable(extract.id(), "shaky", TableState.FAILED);
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.SOURCE_UNSTABLE);
  }

  @Test
  void whatInheritsFromATableIsExtractedByItsOwnName() {
    // when
    ExtractView extract = SyncApi.start("failing-source", List.of("public.parent"), null);

    // then
    TableView parent = SyncApi.awaitTable(extract.id(), "parent", TableState.EXTRACTED);
    assertThat(parent.counters().rowsExtracted()).isEqualTo(1);
    assertThat(parent.reading().why())
        .contains("only its own rows: what inherits from it (tables: 1)");
  }
}
