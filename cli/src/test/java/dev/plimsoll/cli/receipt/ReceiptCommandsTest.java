package dev.plimsoll.cli.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.service.FakeApiTestCase;
import dev.plimsoll.cli.sync.SyncViews;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.contracts.sync.LoadView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.Receipt.State;
import dev.plimsoll.contracts.sync.Receipt.Unproven;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReceiptCommandsTest extends FakeApiTestCase {
  private static final String RECEIPT = "GET /extracts/" + SyncViews.EXTRACT + "/receipt";
  private static final String START = "POST /extracts/" + SyncViews.EXTRACT + "/receipt";
  private static final Receipt PROVEN =
      SyncViews.receipt(
          State.DONE, true, SyncViews.equal(SyncViews.ORDERS), SyncViews.equal(SyncViews.ITEMS));
  private static final Receipt HALF =
      SyncViews.receipt(State.RUNNING, false, SyncViews.equal(SyncViews.ORDERS));

  @BeforeEach
  void answer() {
    api.on("GET /extracts?beginning=5eed", List.of(SyncViews.loaded())).on(START, Map.of());
  }

  private CommandRun verify(String... options) {
    String[] arguments = new String[options.length + 5];
    System.arraycopy(
        new String[] {"receipt", "create", "5eed", "--every", "1ms"}, 0, arguments, 0, 5);
    System.arraycopy(options, 0, arguments, 5, options.length);
    return run(arguments);
  }

  @Test
  void aLoadIsSaidToBeOne() {
    LoadView load = SyncViews.refusedLoad();
    String id = load.id().toString().substring(0, 8);
    api.on("GET /extracts?beginning=" + id, List.of())
        .on("GET /loads?beginning=" + id, List.of(load));

    CommandRun run = run("receipt", "create", id);

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .contains("'" + id + "' is a load, of extract", "./plimsoll load show " + id);
  }

  @Test
  void whatIsProvenIsShownPlaceByPlace() {
    api.on(RECEIPT, HALF, PROVEN);

    CommandRun run = verify();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(api.asked()).containsOnlyOnce(START);
    assertThat(run.out())
        .isEqualTo(
            """
            TABLE        WHERE        ROWS  DIGEST
            shop.orders  source  1,000,123  0123456789abcdef
                         files   1,000,123  0123456789abcdef  equal, 7 files
                         log     1,000,123                    equal
                         target  1,000,123  0123456789abcdef  equal
            shop.items   source  1,000,123  0123456789abcdef
                         files   1,000,123  0123456789abcdef  equal, 7 files
                         log     1,000,123                    equal
                         target  1,000,123  0123456789abcdef  equal

            PROVEN: 2 tables, 2,000,246 rows: source, files, log and target are equal
            """);
    assertThat(run.err().replaceAll("(?m)^20\\S+Z", "TIME"))
        .isEqualTo(
            """
            TIME  shop.orders: equal, 1,000,123 rows, digest 0123456789abcdef
            TIME  shop.items: equal, 1,000,123 rows, digest 0123456789abcdef
            next: ./plimsoll extract list
            """);
  }

  @Test
  void whatDiffersOrIsMissingIsAFinding() {
    Receipt different = SyncViews.receipt(State.DONE, false, SyncViews.lacking(SyncViews.ORDERS));
    api.on(RECEIPT, different);

    CommandRun run = verify();
    CommandRun json = verify("--json");

    assertThat(run.exitCode()).isEqualTo(7);
    assertThat(run.out())
        .contains("0123456789abcdef  extracted of a moment for each range of keys\n")
        .contains("target  1,000,120  fedcba9876543210  DIFFERS\n")
        .endsWith(
            """
            NOT PROVEN
              shop.orders: the target lacks 3 rows of the source
              shop.items: was not read again
            """);
    assertThat(run.err()).endsWith("next: ./plimsoll extract show 5eed0001\n");
    assertThat(json.exitCode()).isEqualTo(7);
    assertThat(Json.read(json.out(), Receipt.class)).isEqualTo(different);
  }

  @Test
  void whatHasFailedIsToldWithItsFix() {
    Receipt failed =
        new Receipt(
            SyncViews.EXTRACT,
            OpenEnum.of(State.FAILED),
            Instant.EPOCH,
            false,
            List.of(SyncViews.equal(SyncViews.ORDERS)),
            List.of(
                new Unproven(SyncViews.ITEMS, ErrorCode.VALUE_NOT_CARRIED, "row 7", "Mend it."),
                new Unproven(null, ErrorCode.DATABASE_UNREACHABLE, "no answer", "Check it.")));
    api.on(RECEIPT, failed);

    CommandRun run = verify();
    CommandRun json = verify("--json");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .endsWith(
            """
            NOT PROVEN: it could not all be read again
              shop.items: failed, value-not-carried: row 7
                fix: Mend it.
              reading again: failed, database-unreachable: no answer
                fix: Check it.
            """);
    assertThat(Json.read(json.out(), Receipt.class)).isEqualTo(failed);
  }

  @Test
  void neitherAFailureNorHalfAReceiptIsAProof() {
    api.on(RECEIPT, SyncViews.receipt(State.FAILED, false));
    CommandRun failed = verify();
    api.on(RECEIPT, HALF);
    CommandRun half = verify("--timeout", "20ms");

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.out()).contains("NOT PROVEN: it could not all be read again");
    assertThat(half.exitCode()).isEqualTo(6);
    assertThat(half.out()).contains("NOT PROVEN YET: 1 of 2 tables compared, 1 equal");
  }

  @Test
  void anExtractWithoutTargetHasNothingToBeComparedWith() {
    api.on("GET /extracts?beginning=5eed", List.of(SyncViews.done()));

    CommandRun run = verify("--json");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(Json.read(run.out(), Problem.class).code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(api.asked()).noneMatch(call -> call.startsWith("POST"));
  }
}
