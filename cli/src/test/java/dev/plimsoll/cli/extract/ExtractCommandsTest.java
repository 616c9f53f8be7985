package dev.plimsoll.cli.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.service.FakeApiTestCase;
import dev.plimsoll.cli.sync.SyncViews;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ColumnsRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FileSize;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IcebergRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.State;
import dev.plimsoll.contracts.sync.IcebergSnapshot;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is asked for, and what it would cost.
final class ExtractCommandsTest extends FakeApiTestCase {
  private static final String START = "POST /extracts";
  private static final String GET = "GET /extracts/" + SyncViews.EXTRACT;
  private static final String LATEST = "GET /extracts?beginning=5eed";

  @BeforeEach
  void answer() {
    api.on(START, SyncViews.running(0)).on(LATEST, List.of(SyncViews.running(420_000)));
  }

  @Test
  void everyOptionReachesTheService() {
    CommandRun run =
        run(
            "extract",
            "run",
            "shop",
            "shop.*",
            "other.t",
            "--into=dwh",
            "--strategy=keyset",
            "--workers=8",
            "--consistency=strict",
            "--proof=source",
            "--unmapped=text",
            "--file-size=256MB",
            "--key=nightly");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(api.sent(START, ExtractRequest.class))
        .isEqualTo(
            new ExtractRequest(
                "shop",
                List.of("shop.*", "other.t"),
                "dwh",
                null,
                new ReadingRequest("keyset", "strict", 8),
                new FilesRequest(new FileSize(256L << 20, null), null, null, "source"),
                new ColumnsRequest("text", null),
                null,
                null));
    assertThat(api.keys()).containsExactly("nightly");
    assertThat(run.out())
        .isEqualTo(
            "extract 5eed0001 of shop running: 1 extracting, 1 planned; 0 rows in 3 files, 50.0"
                + " MiB\n");
    assertThat(run.err()).isEqualTo("next: ./plimsoll extract show 5eed0001 --watch\n");
  }

  @Test
  void withoutOptionsEverythingIsLeftToTheService() {
    run("extract", "run", "shop", "shop.orders");
    run("extract", "run", "shop", "shop.orders", "--files", "16", "--codec", "snappy");
    run("extract", "run", "shop", "shop.orders", "--bloom-filter=a", "--bloom-filter", "b");

    assertThat(api.asked().getFirst())
        .isEqualTo(START + " {\"source\":\"shop\",\"tables\":[\"shop.orders\"]}");
    assertThat(api.asked().get(1))
        .contains("\"files\":{\"size\":{\"files\":16}", "\"codec\":\"snappy\"");
    assertThat(api.asked().getLast()).contains("\"bloomFilters\":[\"a\",\"b\"]");
    run("extract", "run", "shop", "shop.orders", "--special-values", "*.*.closed=null");
    assertThat(api.asked().getLast())
        .contains("\"specialValues\":[{\"columns\":\"*.*.closed\",\"as\":\"null\"}]");
    assertThat(api.keys()).hasSize(4).doesNotHaveDuplicates();
    assertThat(api.keys()).allMatch(key -> UUID.fromString(key).version() == 4);
  }

  @Test
  void anIncrementIsAskedForByAColumnOrByTransactions() {
    run("extract", "run", "shop", "a.b", "--increment=changed_at", "--lag=PT30S");
    run("extract", "run", "shop", "a.b", "--increment=xmin", "--added-columns=omit", "--restart");
    run("extract", "run", "shop", "a.b", "--into=dwh", "--increment=at", "--deletes");
    run(
        "extract",
        "run",
        "shop",
        "a.b",
        "--into=dwh",
        "--increment=at",
        "--deletes",
        "--max-deletes-percent=50",
        "--max-deletes=2000000");

    assertThat(api.asked())
        .containsExactly(
            START
                + " {\"source\":\"shop\",\"tables\":[\"a.b\"],"
                + "\"increment\":{\"column\":\"changed_at\",\"lag\":\"PT30S\"}}",
            START
                + " {\"source\":\"shop\",\"tables\":[\"a.b\"],"
                + "\"increment\":{\"mode\":\"xmin\",\"addedColumns\":\"omit\",\"restart\":true}}",
            START
                + " {\"source\":\"shop\",\"tables\":[\"a.b\"],\"target\":\"dwh\","
                + "\"increment\":{\"column\":\"at\",\"deletes\":{}}}",
            START
                + " {\"source\":\"shop\",\"tables\":[\"a.b\"],\"target\":\"dwh\","
                + "\"increment\":{\"column\":\"at\","
                + "\"deletes\":{\"maxPercent\":50,\"maxRows\":2000000}}}");
    assertThat(run("extract", "run", "shop", "a.b", "--restart").err()).contains("--increment");
    assertThat(run("extract", "run", "shop", "a.b", "--lag=5").exitCode()).isEqualTo(2);
    assertThat(run("extract", "run", "shop", "a.b", "--increment=at", "--max-deletes=5").err())
        .contains("need --deletes");
  }

  @Test
  void anIncrementTellsItsWindowAndWhoIsInTheWay() {
    api.on(START, SyncViews.increment());
    api.on(LATEST, List.of(SyncViews.increment()));
    api.on(GET, SyncViews.increment());

    CommandRun run = run("extract", "run", "shop", "shop.orders", "--increment=id");
    CommandRun table = run("extract", "show", "5eed", "--table", "shop.orders");

    String reason =
        "rows up to 14 may still be added by transactions that are open: transaction 777";
    assertThat(run.out()).endsWith("\nshop.orders stops short: " + reason + "\n");
    assertThat(table.out())
        .contains(
            "  increment    by id, above 10, up to 12\n",
            "  waits for    " + reason + "\n",
            "  new columns  extra\n",
            "  merged       1 new, 1 replaced, 3 deleted\n");
  }

  @Test
  void anIcebergTableIsAskedForAndItsSnapshotShown() {
    // given
    String snapshot = "8270633197658268308";
    ExtractView committed =
        SyncViews.extract(
            State.DONE,
            null,
            SyncViews.committed(
                new IcebergSnapshot(
                    "lake",
                    "shop.orders",
                    OpenEnum.of(IcebergSnapshot.State.COMMITTED),
                    snapshot,
                    SyncViews.NOW,
                    null)));
    api.on("GET /extracts?beginning=5eed0001", List.of(committed));
    api.on(GET, committed);

    // when
    run(
        "extract",
        "run",
        "shop",
        "shop.orders",
        "--iceberg=lake",
        "--iceberg-create",
        "--iceberg-namespace=sales",
        "--iceberg-write=replace");

    // then
    assertThat(api.sent(START, ExtractRequest.class).iceberg())
        .isEqualTo(new IcebergRequest("lake", "sales", true, "replace"));
    assertThat(run("extract", "show", "5eed0001").out()).contains("ICEBERG SNAPSHOT", snapshot);
    assertThat(run("extract", "show", "5eed0001", "--table", "shop.orders").out())
        .contains("shop.orders of lake, snapshot " + snapshot);
    assertThat(run("extract", "run", "shop", "shop.orders", "--iceberg-create").err())
        .contains("--iceberg CATALOG is needed");
  }

  @Test
  void whatIsNotUnderstoodIsNotSent() {
    assertThat(run("extract", "run", "shop").exitCode()).isEqualTo(2);
    assertThat(run("extract", "run", "shop", "a.b", "--file-size=1GB", "--files=2").err())
        .contains("either --file-size or --files");
    assertThat(run("extract", "run", "shop", "a.b", "--file-size=big").exitCode()).isEqualTo(2);
    assertThat(run("extract", "run", "shop", "a.b", "--verify").err()).contains("needs --into");
    assertThat(run("extract", "show", "5eed", "--watch", "--table", "a.b").exitCode()).isEqualTo(2);
    assertThat(api.asked()).noneMatch(call -> call.startsWith("POST"));
  }

  @Test
  void aLostAnswerIsAskedForAgainWithTheSameKey() {
    Problem lost = Problem.of(ErrorCode.NOT_RUNNING, "broke off");
    api.on(START, lost, SyncViews.running(0));

    CommandRun found = run("extract", "run", "shop", "shop.*");
    List<String> keys = api.keys();
    api.on(START, lost);
    CommandRun away = run("extract", "run", "shop", "shop.*", "--key=k");

    assertThat(found.exitCode()).as(found.err()).isZero();
    assertThat(keys).hasSize(2);
    assertThat(keys.getFirst()).isEqualTo(keys.getLast());
    assertThat(away.exitCode()).isEqualTo(8);
    assertThat(away.err()).contains("the same with --key k begins nothing twice");
  }

  @Test
  void anExplanationIsATableAndItsReasons() {
    api.on("POST /extracts/explain", SyncViews.explanation());

    CommandRun run = run("extract", "explain", "shop", "shop.*", "--into", "dwh");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            TABLE        STRATEGY       ROWS    BYTES  RANGES  WORKERS  QUERIES   TIME
            shop.orders  blocks    1,000,000  980 MiB      62        2       62  2.0 s

            1 table: 1,000,000 rows, 980 MiB, 62 queries, about 2.0 s

            Why
              shop.orders by blocks: an ordinary heap of 62 ranges; its rows are of one moment

            Times
              blocks: 500,000 rows/s, the median of the last 3 tables of this source by blocks

            Deletes
              shop.orders: keys of about 2,000,000 rows at the target are compared in 200 ranges; where more than 10 % of them or 1,000,000 rows would go, none does

            Refused
              shop.items: unsupported-type: column shape is of type circle
            """);
    assertThat(run.err())
        .isEqualTo("next: ./plimsoll extract run shop 'shop.*' --into dwh --wait\n");
  }

  @Test
  void whatIsSuggestedAfterAnExplanationIsWhatWasExplained() {
    api.on("POST /extracts/explain", SyncViews.explanation());

    CommandRun run =
        run(
            "extract",
            "explain",
            "shop",
            "shop.*",
            "--json",
            "--into=dwh",
            "--strategy",
            "keyset",
            "--increment",
            "changed at",
            "--deletes",
            "--bloom-filter",
            "a",
            "--bloom-filter",
            "b");

    assertThat(run.err())
        .contains(
            "next: ./plimsoll extract run shop 'shop.*' --into dwh --strategy keyset"
                + " --increment 'changed at' --deletes --bloom-filter a --bloom-filter b --wait\n");
  }

  @Test
  void whereEveryTableIsRefusedTheRefusalIsTheAnswer() {
    api.on(
        "POST /extracts/explain", new ExtractExplanation(List.of(SyncViews.refused()), 0, 0, 0, 0));

    CommandRun run = run("extract", "explain", "shop", "shop.items");

    assertThat(run.exitCode()).isEqualTo(5);
    assertThat(run.out()).startsWith("Refused\n");
    assertThat(run.err()).isEqualTo("next: ./plimsoll db test shop\n");
  }
}
