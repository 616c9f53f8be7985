package dev.plimsoll.cli.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.service.FakeApiTestCase;
import dev.plimsoll.cli.sync.SyncViews;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.State;
import dev.plimsoll.contracts.sync.Receipt;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Extracts that are looked at, waited for, steered and gone on with.
final class FollowedExtractsTest extends FakeApiTestCase {
  private static final String START = "POST /extracts";
  private static final String GET = "GET /extracts/" + SyncViews.EXTRACT;
  private static final String LATEST = "GET /extracts?beginning=5eed";
  private static final String AT = "/extracts/" + SyncViews.EXTRACT;

  @BeforeEach
  void answer() {
    api.on(START, SyncViews.running(0)).on(LATEST, List.of(SyncViews.running(420_000)));
  }

  @Test
  void waitingInAPipeTellsEachChangeOnce() {
    api.on(
        GET,
        SyncViews.running(420_000),
        SyncViews.running(425_000),
        SyncViews.running(610_000),
        SyncViews.halfFailed());

    CommandRun run = run("extract", "run", "shop", "shop.*", "--wait", "--every", "1ms");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().replaceAll("(?m)^20\\S+Z", "TIME"))
        .isEqualTo(
            """
            extract 5eed0001-0000-4000-8000-000000000001
            TIME  shop.orders: extracting by blocks, 42 %, 420,000 of 1,000,000 rows, 120,000/s, 12.5 MiB/s, 26 queries (0 empty), 3 files, about 4.8 s to go
            TIME  extract 5eed0001 of shop running: 1 extracting, 1 planned; 420,000 rows in 3 files, 50.0 MiB
            TIME  shop.orders: extracting by blocks, 61 %, 610,000 of 1,000,000 rows, 120,000/s, 12.5 MiB/s, 26 queries (0 empty), 3 files, about 3.3 s to go
            TIME  shop.items: failed, insufficient-privilege: reader may not SELECT from shop.items
            TIME  shop.orders: extracted, 1,000,123 rows, 120 MiB, 62 queries (0 empty), 7 files, in 8.3 s
            TIME  extract 5eed0001 of shop failed: 1 extracted, 1 failed; 1,000,123 rows in 7 files, 120 MiB
            next: ./plimsoll extract retry 5eed0001
            """);
    assertThat(run.out())
        .isEqualTo(
            """
            extract 5eed0001 of shop failed: 1 extracted, 1 failed; 1,000,123 rows in 7 files, 120 MiB
            shop.items FAILED: insufficient-privilege: reader may not SELECT from shop.items
              GRANT what the detail names, or use another role.
            """);
  }

  @Test
  void whereEveryTableIsRefusedTheExitIsTheRefusals() {
    api.on(
        GET,
        SyncViews.running(420_000),
        SyncViews.extract(ExtractView.State.FAILED, null, SyncViews.failed(), SyncViews.failed()));

    CommandRun run = run("extract", "run", "shop", "shop.*", "--wait", "--every", "1ms");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.NOT_ALLOWED);
  }

  @Test
  void aTerminalIsPaintedOver() {
    api.on(GET, SyncViews.running(420_000), SyncViews.running(425_000), SyncViews.done());

    CommandRun run =
        run(true, "extract", "show", SyncViews.EXTRACT.toString(), "--watch", "--every", "1ms");

    assertThat(run.exitCode()).isZero();
    // Five lines: the summary in two, the headings and two tables; the second time over the first.
    assertThat(run.out()).containsOnlyOnce("\033[5A").contains("2 extracted").endsWith("\033[J");
  }

  @Test
  void aTimeoutLeavesTheExtractAlone() {
    api.on(GET, SyncViews.running(1));

    CommandRun run =
        run(
            "extract",
            "run",
            "shop",
            "a.b",
            "--wait",
            "--every",
            "1ms",
            "--timeout",
            "20ms",
            "--json");

    assertThat(run.exitCode()).isEqualTo(6);
    assertThat(Json.read(run.out(), ExtractView.class)).isEqualTo(SyncViews.running(1));
    assertThat(api.asked()).noneMatch(call -> call.endsWith("/cancel"));
  }

  @Test
  void aRunIsVerifiedWhenItHasEnded() {
    api.on(GET, SyncViews.loaded())
        .on("POST " + AT + "/receipt", Map.of())
        .on(
            GET + "/receipt",
            SyncViews.receipt(
                Receipt.State.DONE,
                true,
                SyncViews.equal(SyncViews.ORDERS),
                SyncViews.equal(SyncViews.ITEMS)));

    CommandRun run =
        run("extract", "run", "shop", "shop.*", "--into", "dwh", "--verify", "--every", "1ms");
    CommandRun json =
        run(
            "extract",
            "run",
            "shop",
            "a.b",
            "--into",
            "dwh",
            "--verify",
            "--every",
            "1ms",
            "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("extract 5eed0001 of shop into dwh done: 2 loaded; ");
    assertThat(run.out()).contains("PROVEN: 2 tables");
    assertThat(json.out()).contains("\"receipt\":{", "\"proven\":true", "\"state\":\"DONE\"");
  }

  @Test
  void tablesAreShownWithWhatHoldsThemUp() {
    api.on(
        LATEST,
        List.of(SyncViews.extract(State.RUNNING, "dwh", SyncViews.planned(), SyncViews.paused())));

    CommandRun run = run("extract", "show", "5eed");

    assertThat(run.out())
        .isEqualTo(
            """
            extract 5eed0001 of shop into dwh running: 1 paused, 1 planned; 420,000 rows in 3 files, 50.0 MiB

            TABLE        STATE    PROGRESS          TO GO     ROWS   ROWS/S   EXPECTED  LOADED   BYTES/S  STRATEGY  QUERIES  EMPTY  FILES
            shop.orders  paused   ####......  42 %         420,000  120,000  1,000,000       0  12.5 MiB  blocks         26      0      3
            shop.items   planned                                 0        0      5,000       0       0 B  keyset          0      0      0

            shop.orders is paused: ./plimsoll extract resume 5eed0001
            shop.orders began anew 1 time: its snapshot was lost, and what it had read was announced to nobody
            """);
    assertThat(run.err()).isEqualTo("next: ./plimsoll extract show 5eed0001 --watch\n");
  }

  @Test
  void oneTableIsToldInFull() {
    CommandRun run = run("extract", "show", "5eed", "--table", "shop.orders");

    assertThat(run.out())
        .isEqualTo(
            """
            shop.orders
              extract      5eed0001-0000-4000-8000-000000000001 of shop
              state        extracting, 42 %, about 4.8 s to go
              strategy     blocks
              why          an ordinary heap of 62 ranges
              rows are of  one moment
              generation   1
              key          id
              read tasks   4
              rows         420,000 of 1,000,000
              rows/s       120,000
              bytes/s      12.5 MiB
              files        3, 50.0 MiB
              queries      26, 0 of them empty
              log topic    shop.shop.orders.5eed0001
              started      2026-01-02T03:04:05Z
            """);
    assertThat(run("extract", "show", "5eed", "--table", "shop.nothing").exitCode()).isEqualTo(3);
  }

  @Test
  void aBeginningThatFitsSeveralIsNotGuessed() {
    api.on(LATEST, List.of(SyncViews.done(), SyncViews.loaded()));

    assertThat(run("extract", "show", "5eed").err()).contains("fits 2 of them");
    assertThat(run("extract", "cancel", "5ee").exitCode()).isEqualTo(3);
    assertThat(run("extract", "cancel", "cccc").exitCode()).isEqualTo(3);
    assertThat(run("receipt", "create", "nonsense").exitCode()).isEqualTo(3);
    assertThat(api.asked()).noneMatch(call -> call.startsWith("POST"));
  }

  @Test
  void extractsAreATable() {
    api.on("GET /extracts", List.of(SyncViews.running(420_000), SyncViews.loaded()));

    assertThat(run("extract", "list").out())
        .isEqualTo(
            """
            ID        SOURCE  TARGET  STATE    STARTED                TOOK  TABLES  FAILED       ROWS  FILES     BYTES
            5eed0001  shop            running  2026-01-02T03:04:05Z              2       0    420,000      3  50.0 MiB
            5eed0001  shop    dwh     done     2026-01-02T03:04:05Z  9.0 s       2       0  2,000,246     14   240 MiB
            """);
  }

  @Test
  void steeringGoesByExtractOrByTable() {
    String table = AT + "/tables/shop/orders";
    for (String act : List.of("cancel", "pause", "resume")) {
      api.on("POST " + AT + "/" + act, SyncViews.running(1));
      api.on("POST " + table + "/" + act, SyncViews.running(1));

      assertThat(run("extract", act, "5eed").exitCode()).isZero();
      assertThat(run("extract", act, "5eed", "--table", "shop.orders").out())
          .contains("shop.orders: extracting")
          .doesNotContain("shop.items");
      assertThat(run("extract", act, "5eed", "--table", "shop.orders", "--table", "x.y").exitCode())
          .isEqualTo(3);
    }
    assertThat(api.asked().stream().filter(call -> call.startsWith("POST")))
        .containsExactly(
            "POST " + AT + "/cancel",
            "POST " + table + "/cancel",
            "POST " + AT + "/pause",
            "POST " + table + "/pause",
            "POST " + AT + "/resume",
            "POST " + table + "/resume");
  }

  @Test
  void aRetryTakesAllThatFailedAndIsWaitedFor() {
    String retry = "POST " + AT + "/tables/shop/items/retry";
    api.on(LATEST, List.of(SyncViews.halfFailed()))
        .on(retry, SyncViews.running(1))
        .on(GET, SyncViews.running(1), SyncViews.done());

    CommandRun run = run("extract", "retry", "5eed", "--wait", "--every", "1ms");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("extract 5eed0001 of shop done: 2 extracted");
    assertThat(api.asked().stream().filter(call -> call.startsWith("POST"))).containsExactly(retry);
    api.on(LATEST, List.of(SyncViews.done()));
    assertThat(run("extract", "retry", "5eed").err()).contains("Nothing of it has failed.");
  }
}
