package dev.plimsoll.cli.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.service.FakeApiTestCase;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.contracts.search.RowFilter;
import dev.plimsoll.contracts.search.RowFilter.Comparison;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.contracts.search.SearchWish;
import dev.plimsoll.contracts.search.VectorQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SearchCommandsTest extends FakeApiTestCase {
  private static final String SEARCH = "POST /search";
  private static final String SETTINGS = "/search/settings/shop";

  @BeforeEach
  void answer() {
    api.on(SEARCH, SearchViews.nearest())
        .on("POST /search/explain", List.of(SearchViews.shared()))
        .on("POST /search/benchmark?rounds=20", SearchViews.measured())
        .on("GET /search/statistics", SearchViews.counts())
        .on("GET " + SETTINGS, SearchViews.TUNING)
        .on("PATCH " + SETTINGS, SearchViews.TUNING)
        .on("DELETE " + SETTINGS, "");
  }

  private CommandRun search(String options) {
    return run(("search shop shop.items --vector [1,2.5] " + options).strip().split(" "));
  }

  @Test
  void everyOptionReachesTheService() {
    CommandRun run =
        run(
            "search",
            "shop,west",
            "shop.\"a.b\"",
            "--vector=[1, 2.5]",
            "--k=100",
            "--ef=200",
            "--probes=8",
            "--iterative",
            "--distance=inner-product",
            "--column=embedding",
            "--key=region,id",
            "--where=price <= 10",
            "--where=color in red,green",
            "--timeout=10s");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(api.sent(SEARCH, VectorQuery.class))
        .isEqualTo(
            new VectorQuery(
                List.of("shop", "west"),
                new QualifiedName("shop", "a.b"),
                "embedding",
                List.of("region", "id"),
                "[1,2.5]",
                100,
                Distance.INNER_PRODUCT,
                List.of(
                    new RowFilter("price", Comparison.AT_MOST, List.of("10")),
                    new RowFilter("color", Comparison.IN, List.of("red", "green"))),
                SearchWish.INDEX,
                200,
                8,
                true,
                10_000L));
  }

  @Test
  void whatIsNotSaidIsLeftToTheService() {
    run("search", "shop", "items", "--vector", "[1]");

    assertThat(api.sent(SEARCH, VectorQuery.class))
        .isEqualTo(
            new VectorQuery(
                List.of("shop"),
                new QualifiedName("public", "items"),
                null,
                null,
                "[1]",
                10,
                null,
                null,
                null,
                null,
                null,
                null,
                null));
  }

  @ParameterizedTest
  @CsvSource({
    "--exact, EXACT",
    "--memory, MEMORY",
    "--ef 40, INDEX",
    "--probes 2, INDEX",
    "--iterative, INDEX"
  })
  void oneWishIsTaken(String option, SearchWish wish) {
    CommandRun run = search(option);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(api.sent(SEARCH, VectorQuery.class).wish()).isEqualTo(wish);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--exact --memory",
        "--exact --ef 40",
        "--memory --probes 2",
        "--exact --iterative",
        "--distance euclid",
        "--timeout soon",
        "--where color",
        "--k many"
      })
  void whatContradictsOrIsNotUnderstoodIsRefusedHere(String options) {
    CommandRun run = search(options);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("plimsoll: ");
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void aFileIsNamedInWhatIsSuggestedAndAVectorIsNot() throws IOException {
    Path file = Files.writeString(folder.resolve("query.txt"), "1\n2.5\n");

    CommandRun ofFile = run("search", "shop", "items", "--vector", file.toString(), "--k", "3");
    CommandRun ofText = search("");

    assertThat(ofFile.err()).contains("vector bench shop public.items --vector " + file + " --k 3");
    assertThat(ofText.err()).contains("next: ./plimsoll vector stats shop");
  }

  @Test
  void explainAsksWithTheSameQuery() {
    run("vector", "explain", "shop", "items", "--vector", "[1]", "--exact");

    VectorQuery sent = api.sent("POST /search/explain", VectorQuery.class);
    assertThat(sent.wish()).isEqualTo(SearchWish.EXACT);
    assertThat(api.asked()).hasSize(1);
  }

  @Test
  void waysAreMeasuredInOneDatabase() {
    CommandRun one = run("vector", "bench", "shop", "items", "--vector", "[1]", "--ef", "200");
    CommandRun two = run("vector", "bench", "shop,west", "items", "--vector", "[1]");

    assertThat(one.exitCode()).as(one.err()).isZero();
    assertThat(api.sent("POST /search/benchmark?rounds=20", VectorQuery.class).ef()).isEqualTo(200);
    assertThat(two.exitCode()).isEqualTo(2);
    assertThat(two.err()).contains("one database at a time");
  }

  @Test
  void statisticsMayBeOfOneDatabase() {
    CommandRun one = run("vector", "stats", "west");
    CommandRun none = run("vector", "stats", "east");

    assertThat(one.out()).contains("west").doesNotContain("shop");
    assertThat(one.err()).contains("vector config west");
    assertThat(none.exitCode()).isZero();
    assertThat(none.err()).contains("Nothing has been searched");
  }

  @Test
  void onlyWhatIsGivenIsChanged() {
    CommandRun run =
        run(
            "vector",
            "config",
            "shop",
            "--parallel=off",
            "--max-workers=2",
            "--memory=1GB",
            "--refresh-after=0");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(api.sent("PATCH " + SETTINGS, SearchTuning.class))
        .isEqualTo(new SearchTuning(false, null, null, null, null, 2, 1L << 30, 0L));
  }

  @Test
  void everySettingCanBeChanged() {
    run(
        "vector",
        "config",
        "shop",
        "--parallel=on",
        "--min-rows=1",
        "--min-pages=2",
        "--pages-per-worker=3",
        "--ranges-per-worker=5",
        "--max-workers=6",
        "--memory=0",
        "--refresh-after=90s");

    assertThat(api.sent("PATCH " + SETTINGS, SearchTuning.class))
        .isEqualTo(new SearchTuning(true, 1L, 2L, 3, 5, 6, 0L, 90_000L));
  }

  @Test
  void lookingChangesNothing() {
    assertThat(run("vector", "config", "shop").exitCode()).isZero();
    assertThat(api.asked()).containsExactly("GET " + SETTINGS);
  }

  @Test
  void resetShowsWhatIsInForceAfterwards() {
    CommandRun run = run("vector", "config", "shop", "--reset");

    assertThat(run.out()).contains("max-workers        8");
    assertThat(api.asked()).containsExactly("DELETE " + SETTINGS, "GET " + SETTINGS);
  }

  @Test
  void resetAndChangesContradictEachOther() {
    List<CommandRun> runs =
        List.of(
            run("vector", "config", "shop", "--reset", "--max-workers=2"),
            run("vector", "config", "shop", "--parallel=maybe"),
            run("vector", "config", "shop", "--memory=much"),
            run("vector", "config", "shop", "--refresh-after=often"));

    assertThat(runs).extracting(CommandRun::exitCode).containsOnly(2);
    assertThat(api.asked()).isEmpty();
  }
}
