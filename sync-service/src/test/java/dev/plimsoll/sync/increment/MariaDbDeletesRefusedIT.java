package dev.plimsoll.sync.increment;

import static dev.plimsoll.sync.increment.ShrinkingMariaDb.BY_TIME;
import static dev.plimsoll.sync.increment.ShrinkingMariaDb.WITH_DELETES;
import static dev.plimsoll.sync.increment.ShrinkingMariaDb.withDeletes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractExplanation.ComparedKeys;
import dev.plimsoll.contracts.sync.ExtractRequest.DeletesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Deletes in a MariaDB that are refused because they are too many or cannot be known, and how they
/// are explained before.
@ExtendWith(MariaDbExtension.class)
@QuarkusTest
@TestProfile(SyncProfile.class)
final class MariaDbDeletesRefusedIT {
  private static final String SCHEMA = "refusing_deletes";

  private static final Increments INCREMENTS = new Increments(SCHEMA, SCHEMA + "-target", SCHEMA);

  private static ShrinkingMariaDb shrinking;
  private static MariaDbDatabase source;

  @BeforeAll
  static void makeDatabases() throws SQLException {
    shrinking = ShrinkingMariaDb.create(SCHEMA);
    source = shrinking.source();
  }

  @BeforeEach
  void register() {
    shrinking.register();
  }

  @Test
  void aSourceThatIsSuddenlyEmptyEmptiesNoTarget() throws SQLException {
    // given
    shrinking.createSmallAndCopy("emptied");
    source.execute("CREATE TABLE kept_aside AS SELECT * FROM emptied", "DELETE FROM emptied");

    // when
    ExtractView extract = INCREMENTS.start("emptied", WITH_DELETES);
    TableView refused = SyncApi.awaitTable(extract.id(), "emptied", TableState.FAILED);
    long leftByThat = shrinking.rowsAtTarget("emptied");
    source.execute("INSERT INTO emptied SELECT * FROM kept_aside WHERE id > 10");
    SyncApi.retry(extract.id(), refused.table()).then().statusCode(202);
    TableView retried = SyncApi.awaitTable(extract.id(), "emptied", TableState.LOADED);

    // then
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.TOO_MANY_DELETES);
    assertThat(refused.failure().message()).contains("100 of its 100 rows", "none was deleted");
    assertThat(leftByThat).isEqualTo(100);
    assertThat(retried.reading().increment().merged().deleted()).isEqualTo(10);
    assertThat(shrinking.rowsAtTarget("emptied")).isEqualTo(90);
  }

  @Test
  void aTableWhoseEngineHasNoMomentIsRefused() throws SQLException {
    // given
    source.execute(
        "CREATE TABLE untold (id int PRIMARY KEY, changed_at timestamp(6) NOT NULL) ENGINE = MyISAM",
        "CREATE TABLE partly (id varchar(20), changed_at timestamp(6) NOT NULL, at int NOT NULL UNIQUE,"
            + " PRIMARY KEY (id(5)))");

    // when
    TableView untold =
        INCREMENTS.runRefused(
            "untold",
            new IncrementRequest(
                null, "changed_at", "PT1S", null, null, new DeletesRequest(null, null)));
    TableView partly = INCREMENTS.runRefused("partly", WITH_DELETES);

    // then
    assertThat(untold.failure().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(untold.failure().message()).contains("its engine shows no moment");
    assertThat(partly.failure().message()).contains("the beginnings of its values");
  }

  @Test
  void aReplicaIsRefusedAlsoWhereThereIsALag() throws SQLException {
    // given
    shrinking.createSmallAndCopy("replicated");
    IncrementRequest behind =
        new IncrementRequest(
            null, "changed_at", "PT1S", null, null, new DeletesRequest(null, null));
    source.execute(
        "CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = 1, MASTER_USER = 'nobody'",
        "START SLAVE");

    // when
    TableView refused;
    try {
      refused = INCREMENTS.runRefused("replicated", behind);
    } finally {
      source.execute("STOP SLAVE", "RESET SLAVE ALL");
    }

    // then
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refused.failure().message())
        .contains("a replica or a member of a cluster may be behind");
    assertThat(INCREMENTS.run("replicated", behind).reading().increment().merged().deleted())
        .isZero();
  }

  @Test
  void whatIsGoingToBeComparedIsExplained() throws SQLException {
    // given
    shrinking.createAndCopy("explained");

    // when
    ComparedKeys withDeletes = explained(withDeletes(new DeletesRequest(25, 7L)));
    ComparedKeys without = explained(BY_TIME);

    // then
    assertThat(withDeletes).isNotNull();
    assertThat(withDeletes.targetRows()).isBetween(12_500L, 50_000L);
    assertThat(withDeletes.ranges()).isEqualTo((withDeletes.targetRows() + 9_999) / 10_000);
    assertThat(withDeletes.maxPercent()).isEqualTo(25);
    assertThat(withDeletes.maxRows()).isEqualTo(7);
    assertThat(without).isNull();
  }

  private static ComparedKeys explained(IncrementRequest increment) {
    String answer =
        SyncApi.request()
            .body(Json.write(INCREMENTS.request("explained", increment)))
            .post("/api/v1/extracts/explain")
            .asString();
    return Json.read(answer, ExtractExplanation.class).tables().getFirst().deletes();
  }
}
