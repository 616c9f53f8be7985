package dev.plimsoll.demo;

import static dev.plimsoll.demo.DemoFixtures.FEATURES;
import static dev.plimsoll.demo.DemoFixtures.ORDERS;
import static dev.plimsoll.demo.DemoFixtures.build;
import static dev.plimsoll.demo.DemoFixtures.receipt;
import static dev.plimsoll.demo.DemoFixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.demo.progress.Situation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FollowerTest {
  private static final UUID ID = new UUID(1, 2);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final HttpClient http = ApiClient.http();
  private final Map<String, List<String>> answers = new HashMap<>();
  private final List<PlanView> plans = new ArrayList<>();
  private final List<Situation> seen = new ArrayList<>();
  private HttpServer server;

  /// Answers each path with its list, one after the other, the last one again and again.
  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          List<String> list =
              answers.getOrDefault(exchange.getRequestURI().getPath(), List.of("away"));
          String answer = list.size() > 1 ? list.removeFirst() : list.getFirst();
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.equals("away") ? 503 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    http.close();
  }

  @Test
  void followsUntilExtractBuildsAndReceiptHaveEndedThoughAServiceIsAwayMeanwhile() {
    // given
    answer(
        "/extracts/" + ID,
        Json.write(extract(ExtractView.State.RUNNING, 400)),
        "away",
        Json.write(extract(ExtractView.State.RUNNING, 700)),
        Json.write(extract(ExtractView.State.DONE, 1_000)));
    answer("/builds", "[]", builds(BuildView.State.RUNNING), builds(BuildView.State.SUCCEEDED));
    answer("/plans", "away", "[]", Json.write(List.of(plan())));
    answer(
        "/extracts/" + ID + "/receipt",
        "{}",
        Json.write(
            new Receipt(
                ID, OpenEnum.of(Receipt.State.RUNNING), START, false, List.of(), List.of())),
        Json.write(
            new Receipt(
                ID,
                OpenEnum.of(Receipt.State.DONE),
                START,
                true,
                List.of(receipt(ORDERS, 1_000, "aa")),
                List.of())));
    Stopwatch watch = new Stopwatch(Duration.ZERO);
    // when
    Follower.End end = follower(watch).follow(plans::add, seen::add);
    // then
    assertThat(end.extract().state()).isEqualTo(ExtractView.State.DONE);
    assertThat(end.builds())
        .extracting(BuildView::state)
        .containsExactly(BuildView.State.SUCCEEDED);
    assertThat(end.receipt()).extracting(Receipt::proven).isEqualTo(true);
    assertThat(plans).hasSize(1);
    assertThat(seen).extracting(Situation::rowsLoaded).startsWith(400L, 400L, 700L, 1_000L);
    assertThat(watch.timings().loaded()).isNotNegative();
  }

  private Follower follower(Stopwatch watch) {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    ApiClient client = new ApiClient(http, "all", base, "token");
    return new Follower(
        new SyncApi(client),
        new PlannerApi(client),
        extract(ExtractView.State.RUNNING, 0),
        "demo",
        Map.of(ORDERS, 1_000L),
        1,
        watch);
  }

  private void answer(String path, String... bodies) {
    answers.put("/api/v1" + path, new ArrayList<>(List.of(bodies)));
  }

  private static ExtractView extract(ExtractView.State state, long loaded) {
    TableState table = state == ExtractView.State.DONE ? TableState.LOADED : TableState.LOADING;
    return new ExtractView(
        ID,
        "source",
        "target",
        OpenEnum.of(state),
        START,
        null,
        List.of(table(ORDERS, table, 1_000, loaded)));
  }

  private static String builds(BuildView.State state) {
    return Json.write(List.of(build(FEATURES, state, "hashkey")));
  }

  private static PlanView plan() {
    return new PlanView(
        ID,
        "demo",
        START,
        OpenEnum.of(PlanView.State.RUNNING),
        "",
        "moldable",
        List.of(build(FEATURES, BuildView.State.PLANNED, "hashkey").planned()),
        new PlanView.Prediction(10, 5, "CPU", null, null, List.of(), -1),
        new PlanView.Findings(List.of(), List.of(), List.of()));
  }
}
