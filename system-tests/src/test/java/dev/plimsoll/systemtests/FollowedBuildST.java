package dev.plimsoll.systemtests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.local.ServiceProcess;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.testkit.SpanReceiver;
import dev.plimsoll.testkit.SpanReceiver.Received;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was asked for over HTTP is followed by its trace through each hop, and by its id through
/// the logs of the services that had to do with it.
final class FollowedBuildST {
  private static final Duration WITHIN = Duration.ofMinutes(2);
  private static final long MIB = 1L << 20;
  private static final Capacity CAPACITY =
      new Capacity(2, 256 * MIB, 0, 1_024 * MIB, 4_096 * MIB, CapacityLimits.NONE);
  private static final Pattern STATEMENT =
      Pattern.compile(
          "CREATE UNIQUE INDEX CONCURRENTLY .*"
              + " /\\*traceparent='00-([0-9a-f]{32})-([0-9a-f]{16})-01'\\*/");

  /// As [dev.plimsoll.outbox.TableBacklog] locks it.
  private static final String HOLD_THE_RELAY =
      "SELECT pg_advisory_xact_lock(1886152051, 'planner.outbox'::regclass::oid::int)";

  @TempDir private static Path folder;
  private static SpanReceiver collector;
  private static SystemUnderTest plimsoll;
  private static HttpClient http;

  @BeforeAll
  static void startEverything() throws IOException {
    http = HttpClient.newHttpClient();
    collector = SpanReceiver.start();
    plimsoll =
        SystemUnderTest.start(
            folder,
            EnumSet.complementOf(EnumSet.of(ServiceName.QUERY)), // which neither builds nor copies
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint(),
                "OTEL_BSP_SCHEDULE_DELAY", "100",
                "QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true"));
  }

  @AfterAll
  static void stopEverything() throws Exception {
    try (SpanReceiver _ = collector;
        SystemUnderTest _ = plimsoll;
        HttpClient _ = http) {
      // From the last to the first, as far as they were started.
    }
  }

  /// The planner is killed between the commit of the command and its sending.
  @Test
  void aBuildIsFollowedThroughEachHopAndThroughTheLogs() throws Exception {
    // given
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    String caller = "00f067aa0ba902b7";
    DatabaseAddress address = plimsoll.createDatabase("followed");
    PlanView plan;
    try (Connection database = plimsoll.open(address);
        Statement statement = database.createStatement()) {
      statement.execute("CREATE TABLE t AS SELECT i AS id FROM generate_series(1, 1000) i");
      plan = draft(address);
    }

    // when it is approved, and the planner is killed before its command is sent
    ServiceProcess planner = plimsoll.system().service(ServiceName.PLANNER);
    UUID build;
    try (Connection relay = plimsoll.openControl();
        Statement lock = relay.createStatement()) {
      awaitEmptyOutbox();
      relay.setAutoCommit(false);
      lock.execute(HOLD_THE_RELAY);
      post(
          ServiceName.PLANNER,
          "/api/v1/plans/" + plan.hash() + "/apply",
          "00-" + trace + "-" + caller + "-01",
          "{}");
      build = plimsoll.planner().buildsOf(plan.id()).getFirst().id();
      await("its command is committed")
          .atMost(WITHIN)
          .until(() -> stored(build), traceparent -> traceparent.contains(trace));
      awaitSpan(trace, "POST /api/v1/plans/{hash}/apply");
      planner.kill();
      relay.rollback();
    }

    // then it goes on with the same trace, down to the statement that the server shows
    String statementSpan;
    try (Connection writer = plimsoll.open(address);
        Statement statement = writer.createStatement();
        Connection looking = plimsoll.open(address)) {
      writer.setAutoCommit(false);
      statement.execute("INSERT INTO t VALUES (0)");
      planner.restart();
      Matcher shown =
          await("its statement is shown")
              .atMost(WITHIN)
              .until(() -> statementOf(looking, build), Optional::isPresent)
              .orElseThrow();
      assertThat(shown.group(1)).isEqualTo(trace);
      statementSpan = shown.group(2);
      writer.rollback();
    }
    await("it is built").atMost(WITHIN).until(() -> state(build) == BuildView.State.SUCCEEDED);

    // and the message's header is of the span that has sent it
    Received request = awaitSpan(trace, "POST /api/v1/plans/{hash}/apply");
    assertThat(request.parent()).isEqualTo(caller);
    assertThat(request.kind()).isEqualTo("SPAN_KIND_SERVER");
    String topic =
        plimsoll.planner().build(build).planned().allocation().lane().topic().name("plimsoll.");
    Received sent = awaitSpan(trace, "send " + topic);
    assertThat(sent.service()).isEqualTo("plimsoll-planner");
    assertThat(sent.parent()).isEqualTo(request.id());
    awaitHeader(topic, "00-" + trace + "-" + sent.id() + "-01");

    // and each hop is a child of the one before
    Received built = awaitSpan(trace, "build");
    assertThat(built.service()).isEqualTo("plimsoll-builder");
    assertThat(built.kind()).isEqualTo("SPAN_KIND_CONSUMER");
    assertThat(built.parent()).isEqualTo(sent.id());
    assertThat(built.attributes()).containsEntry("plimsoll.build", build.toString());
    Received step = awaitSpan(trace, "create the index");
    assertThat(step.parent()).isEqualTo(built.id());
    assertThat(step.id()).isEqualTo(statementSpan);
    awaitSpan(trace, "enter a build event");
    assertThat(collector.ofTrace(trace))
        .anyMatch(
            span ->
                span.name().equals("enter a build event")
                    && span.service().equals("plimsoll-planner")
                    && span.parent().equals(built.id()));

    // and the logs of both services have its id, and its trace
    for (ServiceName service : List.of(ServiceName.PLANNER, ServiceName.BUILDER)) {
      List<JsonNode> lines = linesOf(service, "build", build);
      assertThat(lines).as("%s's lines", service).isNotEmpty();
      assertThat(lines)
          .as("%s's lines", service)
          .anyMatch(line -> line.at("/mdc/traceId").asText().equals(trace));
    }
  }

  @Test
  void anExtractIsFollowedFromItsRequestToTheBuildsAfterItsLoad() throws Exception {
    // given
    String trace = "0af7651916cd43dd8448eb211c80319c";
    DatabaseAddress source = plimsoll.createDatabase("followed_source");
    DatabaseAddress target = plimsoll.createDatabase("followed_target");
    try (Connection database = plimsoll.open(source);
        Statement statement = database.createStatement()) {
      statement.execute(
          "CREATE TABLE t AS SELECT i AS id FROM generate_series(1, 1000) i;"
              + " ALTER TABLE t ADD PRIMARY KEY (id)");
    }
    register("followed-source", source, false);
    register("followed-target", target, true);
    await("sync knows both")
        .atMost(WITHIN)
        .until(() -> isKnown("followed-source") && isKnown("followed-target"));

    // when
    String answer =
        post(
            ServiceName.SYNC,
            "/api/v1/extracts",
            "00-" + trace + "-b7ad6b7169203331-01",
            Json.write(
                ExtractRequest.of("followed-source", List.of("public.t"), "followed-target")));
    ExtractView extract = Json.read(answer, ExtractView.class);

    // then every service has its part in the one trace
    for (String span :
        List.of(
            "POST /api/v1/extracts",
            "read",
            "append to the log",
            "load",
            "enter a sync event",
            "plan after a load",
            "build",
            "create the index",
            "enter a build event")) {
      awaitSpan(trace, span);
    }
    assertThat(collector.ofTrace(trace))
        .extracting(Received::service)
        .contains("plimsoll-sync", "plimsoll-materializer", "plimsoll-planner", "plimsoll-builder");

    // and the log lines of the extract bear its id, its table and its trace
    assertThat(linesOf(ServiceName.SYNC, "extract", extract.id()))
        .anyMatch(
            line ->
                line.at("/mdc/traceId").asText().equals(trace)
                    && line.at("/mdc/table").asText().contains("t"))
        .anyMatch(line -> line.at("/mdc/batch").asText().equals("0/0"));
    assertThat(linesOf(ServiceName.PLANNER, "extract", extract.id())).isNotEmpty();
  }

  private static PlanView draft(DatabaseAddress address) {
    register("followed", address, false);
    return plimsoll.planner().draft("followed", new PlanRequest(null, null, List.of()));
  }

  private static void register(String name, DatabaseAddress address, boolean buildOnLoad) {
    KeyRule rule =
        new KeyRule(
            "public.t", new IndexDefinition(IndexDefinition.Kind.PRIMARY_KEY, List.of("id")));
    plimsoll
        .planner()
        .register(
            DatabaseRegistration.postgres(
                name, address, BuildSettings.of(CAPACITY, List.of(rule), buildOnLoad)));
  }

  private static boolean isKnown(String name) {
    return plimsoll.sync().databases().stream().anyMatch(known -> known.name().equals(name));
  }

  private static BuildView.State state(UUID build) {
    return Patiently.ask(() -> plimsoll.planner().build(build)).state();
  }

  private static String post(ServiceName service, String path, String traceparent, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(plimsoll.system().service(service).address().resolve(path))
                .header("Authorization", "Bearer " + plimsoll.system().token())
                .header("Content-Type", "application/json")
                .header("traceparent", traceparent)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201, 202);
    return answer.body();
  }

  private static Received awaitSpan(String trace, String name) {
    return await("a span '" + name + "'")
        .atMost(WITHIN)
        .until(
            () ->
                collector.ofTrace(trace).stream()
                    .filter(span -> span.name().equals(name))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static void awaitEmptyOutbox() {
    await("nothing is to be sent")
        .atMost(WITHIN)
        .until(() -> asked("SELECT count(*)::text FROM planner.outbox").equals("0"));
  }

  private static String stored(UUID build) throws SQLException {
    return asked(
        "SELECT coalesce(max(traceparent), '') FROM planner.outbox WHERE body LIKE '%"
            + build
            + "%'");
  }

  private static String asked(String sql) throws SQLException {
    try (Connection control = plimsoll.openControl();
        Statement statement = control.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static Optional<Matcher> statementOf(Connection target, UUID build) throws SQLException {
    try (PreparedStatement query =
        target.prepareStatement(
            """
            SELECT query FROM pg_stat_activity
            WHERE application_name LIKE 'plimsoll/' || ? || '%' AND state = 'active'
            """)) {
      query.setString(1, build.toString());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Matcher statement = STATEMENT.matcher(row.getString(1));
          if (statement.matches()) {
            return Optional.of(statement);
          }
        }
        return Optional.empty();
      }
    }
  }

  /// Waits for a message with that `traceparent`.
  private static void awaitHeader(String topic, String traceparent) {
    Map<String, Object> settings = plimsoll.kafka();
    settings.put("group.id", "the-test-" + UUID.randomUUID());
    settings.put("auto.offset.reset", "earliest");
    Set<String> traces = new HashSet<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      await()
          .atMost(WITHIN)
          .until(
              () -> {
                for (ConsumerRecord<String, String> message :
                    consumer.poll(Duration.ofMillis(200))) {
                  message
                      .headers()
                      .headers("ce_traceparent")
                      .forEach(header -> traces.add(new String(header.value(), US_ASCII)));
                }
                return traces.contains(traceparent);
              });
    }
  }

  /// The lines of a service's log that are about something.
  private static List<JsonNode> linesOf(ServiceName service, String key, UUID id)
      throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(plimsoll.system().service(service).log())) {
      if (line.contains(id.toString())) {
        JsonNode parsed = Json.MAPPER.readTree(line);
        if (parsed.at("/mdc/" + key).asText().equals(id.toString())) {
          lines.add(parsed);
        } else {
          // Whoever names a build in words has it as a field, too.
          assertThat(key).as(line).isNotEqualTo("build");
        }
      }
    }
    return lines;
  }
}
