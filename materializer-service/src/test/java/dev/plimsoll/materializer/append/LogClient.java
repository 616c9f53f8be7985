package dev.plimsoll.materializer.append;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogBatches;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.testkit.HttpApi;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The service under test, as its clients see it, and the tables behind it.
public final class LogClient {
  public static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

  /// Tries after which what is up to chance has come about.
  static final int MANY = 1_000;

  public static final Instant WRITTEN = Instant.parse("2026-03-04T05:06:07.123456Z");

  private static final AtomicReference<@Nullable Connection> LOOKING = new AtomicReference<>();

  private LogClient() {}

  /// For what is asked again and again.
  static HttpApi http() {
    return new HttpApi(RestAssured.port);
  }

  static RequestSpecification api() {
    return given().header("Authorization", "Bearer " + StackResource.TOKEN);
  }

  static ValidatableResponse post(String path, String type, String body) {
    return api().contentType(type).body(body).post(path).then();
  }

  static ValidatableResponse post(String path, String type, byte[] body) {
    return api().contentType(type).body(body).post(path).then();
  }

  static ValidatableResponse postFile(FileAppended file) {
    return post("/api/v1/files", "application/json", Json.write(file));
  }

  /// Batches of ten records of one producer, in turn over some partitions.
  public static FileAppended file(
      String topic, int partitions, String producer, String key, long firstSequence, int each) {
    List<FileBatch> batches = new ArrayList<>();
    for (int i = 0; i < each * partitions; i++) {
      batches.add(
          new FileBatch(
              topic,
              i % partitions,
              producer,
              0,
              firstSequence + i / partitions,
              100L * i,
              100,
              10,
              WRITTEN.plusSeconds(i)));
    }
    return new FileAppended("bucket", key, batches);
  }

  public static LogAudit audit(String topicPrefix) {
    return http().get("/api/v1/audit?topicPrefix=" + topicPrefix).as(LogAudit.class);
  }

  public static LogBatches batches(String topic, int partition) {
    return http()
        .get("/api/v1/topics/%s/partitions/%d/batches".formatted(topic, partition))
        .as(LogBatches.class);
  }

  public static void awaitBatches(String topic, long batches) {
    await().atMost(LONG_ENOUGH).until(() -> audit(topic).batches() == batches);
  }

  /// Everything that an append may leave behind, once nothing waits.
  public static String kept() {
    await().atMost(LONG_ENOUGH).until(() -> number("SELECT count(*) FROM manifest") == 0);
    // Topics that other tests have deleted are cleared away in the background.
    await()
        .atMost(LONG_ENOUGH.multipliedBy(3))
        .until(() -> number("SELECT count(*) FROM log_partition WHERE topic IS NULL") == 0);
    return "files %d, references %d, segments %d, producers %d, refusals %d"
        .formatted(
            number("SELECT count(*) FROM file"),
            number("SELECT coalesce(sum(batch_refs), 0) FROM file"),
            number("SELECT coalesce(sum(batch_count), 0) FROM segment"),
            number("SELECT count(*) FROM producer_name"),
            number("SELECT count(*) FROM refusal"));
  }

  public static long number(String sql) {
    synchronized (LOOKING) {
      try (Statement statement = looking().createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return row.getLong(1);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// One session for all questions: each of its own would cost the server more than the question.
  private static Connection looking() throws SQLException {
    @Nullable Connection known = LOOKING.get();
    if (known != null && known.isValid(1)) {
      return known;
    }
    Connection made = Stack.get().connect("plimsoll");
    try (Statement statement = made.createStatement()) {
      statement.execute("SET search_path = materializer");
    }
    LOOKING.set(made);
    return made;
  }
}
