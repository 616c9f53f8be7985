package dev.plimsoll.materializer.append;

import static dev.plimsoll.materializer.append.LogClient.audit;
import static dev.plimsoll.materializer.append.LogClient.awaitBatches;
import static dev.plimsoll.materializer.append.LogClient.batches;
import static dev.plimsoll.materializer.append.LogClient.file;
import static dev.plimsoll.materializer.append.LogClient.kept;
import static dev.plimsoll.materializer.append.LogClient.post;
import static dev.plimsoll.materializer.append.LogClient.postFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.log.AppendedFile;
import dev.plimsoll.contracts.log.AppendedLine;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.BatchOutcome;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.testkit.Batches;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Files and batches in over HTTP, and their offsets.
@QuarkusTest
class AppendIT {
  @Inject Partitions partitions;
  @Inject AdmissionLimiter limiter;
  @Inject AppendConfig config;

  private void create(String topic, int count) throws SQLException {
    partitions.enter(
        IntStream.range(0, count).mapToObj(number -> new PartitionName(topic, number)).toList());
  }

  @Test
  void aFilesBatchesGetOffsetsInItsOrder() throws SQLException {
    // given a topic and two files of a producer
    create("append.file", 3);

    // when they are appended one after the other
    AppendedFile one = answered(postFile(file("append.file", 3, "p", "one", 0, 2)));
    AppendedFile two = answered(postFile(file("append.file", 3, "p", "two", 2, 2)));

    // then each is a file of its own, and every partition has their batches in order
    assertThat(one.resent()).isFalse();
    assertThat(two.fileId()).isNotEqualTo(one.fileId());
    awaitBatches("append.file", 12);
    for (int partition = 0; partition < 3; partition++) {
      assertThat(batches("append.file", partition).batches())
          .extracting(BatchCommitted::sequence)
          .containsExactly(0L, 1L, 2L, 3L);
    }
    assertThat(batches("append.file", 1).batches().get(1).object())
        .isEqualTo(new ObjectRange("bucket", "one", 400, 100));
    assertThat(audit("append.file").clean()).isTrue();
  }

  @Test
  void aFileSentAgainIsTheSameFileWhetherOrNotItHasOffsets() throws SQLException {
    create("append.again", 2);
    FileAppended file = file("append.again", 2, "p", "again", 0, 3);

    // given it was kept
    AppendedFile first = answered(postFile(file));
    // when it comes again, at once and when it has offsets
    AppendedFile second = answered(postFile(file));
    awaitBatches("append.again", 6);
    AppendedFile third = answered(postFile(file));

    // then it is the same file
    assertThat(second).isEqualTo(new AppendedFile(first.fileId(), true, null)).isEqualTo(third);
    kept();
    assertThat(audit("append.again").batches()).isEqualTo(6);
  }

  @Test
  void anotherFileOfThatNameIsAConflict() throws SQLException {
    create("append.conflict", 2);
    postFile(file("append.conflict", 2, "p", "conflict", 0, 1)).statusCode(202);
    awaitBatches("append.conflict", 2);
    String before = kept();

    postFile(file("append.conflict", 2, "p", "conflict", 1, 1))
        .statusCode(409)
        .contentType("application/problem+json")
        .body("code", equalTo("file-conflict"));

    assertThat(kept()).isEqualTo(before);
  }

  @Test
  void aFileWithOnePartitionThatIsNotThereIsRefusedAsAWhole() throws SQLException {
    create("append.unknown", 2);
    String before = kept();

    postFile(file("append.unknown", 3, "append.nobody", "unknown", 0, 1))
        .statusCode(404)
        .body("code", equalTo("unknown-partition"))
        .body("detail", equalTo("the log has no partition append.unknown/2"));

    assertThat(kept()).isEqualTo(before);
  }

  @Test
  void offsetsThatAreWaitedForAreThoseThatTheLogHas() throws SQLException {
    // given a topic with a batch that came without being waited for
    create("append.wait", 2);
    postFile(file("append.wait", 2, "p", "wait/0", 0, 1)).statusCode(202);
    awaitBatches("append.wait", 2);

    // when a file is committed, and committed again
    String two = Json.write(file("append.wait", 2, "p", "wait/1", 1, 2));
    AppendedFile committed = committed(two);
    AppendedFile again = committed(two);

    // then both answers have the same offsets, which the log has too
    assertThat(committed.resent()).isFalse();
    assertThat(again.resent()).isTrue();
    assertThat(again.fileId()).isEqualTo(committed.fileId());
    assertThat(committed.batches())
        .extracting(BatchOutcome::outcome)
        .containsOnly(BatchOutcome.Outcome.PLACED);
    assertThat(again.batches())
        .extracting(BatchOutcome::outcome)
        .containsOnly(BatchOutcome.Outcome.DUPLICATE);
    assertThat(committed.batches())
        .extracting(BatchOutcome::baseOffset)
        .containsExactly(10L, 10L, 20L, 20L);
    assertThat(again.batches())
        .extracting(BatchOutcome::baseOffset)
        .containsExactly(10L, 10L, 20L, 20L);
    assertThat(batches("append.wait", 1).batches())
        .extracting(BatchCommitted::baseOffset)
        .containsExactly(0L, 10L, 20L);
  }

  @Test
  void eachBatchThatGetsNoOffsetsSaysWhy() throws SQLException {
    create("append.refused", 2);
    committed(Json.write(file("append.refused", 1, "p", "refused/0", 0, 1)));

    // when a file has a batch in order and one after a gap
    List<FileBatch> batches = new ArrayList<>(file("append.refused", 1, "p", "", 1, 1).batches());
    batches.add(new FileBatch("append.refused", 1, "p", 0, 3, 100, 100, 10, LogClient.WRITTEN));
    AppendedFile answer = committed(Json.write(new FileAppended("bucket", "refused/1", batches)));

    // then the first has its offset, and the other one says from where to send again
    assertThat(answer.batches())
        .containsExactly(
            new BatchOutcome(BatchOutcome.Outcome.PLACED, 10L, null, null),
            new BatchOutcome(
                BatchOutcome.Outcome.OUT_OF_SEQUENCE,
                null,
                0L,
                "sequence 3 came where 0 was expected"));
  }

  @Test
  void anotherBatchUnderASequenceOfBeforeIsNoDuplicate() throws SQLException {
    create("append.conflict", 1);
    committed(Json.write(file("append.conflict", 1, "p", "conflict/0", 0, 1)));

    // when a file of another name has a batch of that sequence with another number of records
    FileBatch other = new FileBatch("append.conflict", 0, "p", 0, 0, 0, 100, 11, LogClient.WRITTEN);
    AppendedFile answer =
        committed(Json.write(new FileAppended("bucket", "conflict/1", List.of(other))));

    // then it is refused, and not told the offsets of that one
    assertThat(answer.batches())
        .containsExactly(
            new BatchOutcome(
                BatchOutcome.Outcome.BATCH_CONFLICT,
                null,
                null,
                "its sequence was given to a batch of 10 records before, not of 11"));
  }

  @Test
  void whatElseIsWaitedForIsRefused() {
    post("/api/v1/files?wait=all", "application/json", "{}")
        .statusCode(400)
        .body("code", equalTo("invalid-request"));
  }

  private static AppendedFile committed(String file) {
    return Json.read(
        post("/api/v1/files?wait=offsets", "application/json", file)
            .statusCode(200)
            .extract()
            .asString(),
        AppendedFile.class);
  }

  @Test
  void aRequestWithALineAFileIsAnsweredLineByLine() throws SQLException {
    // given a hundred files of four producers, a line of rubbish and one file of nowhere
    create("append.lines", 2);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      lines.add(Json.write(file("append.lines", 2, "p" + i % 4, "line/" + i, i / 4, 1)));
    }
    lines.add(50, "rubbish");
    lines.add(70, Json.write(file("append.nowhere", 1, "q", "nowhere", 0, 1)));

    // when they are sent at once
    String answer =
        post(
                "/api/v1/files",
                "application/x-ndjson",
                String.join("\n", lines).getBytes(StandardCharsets.UTF_8))
            .statusCode(200)
            .contentType("application/x-ndjson")
            .extract()
            .asString();

    // then each is answered in its place
    List<AppendedLine> answers =
        answer.lines().map(line -> Json.read(line, AppendedLine.class)).toList();
    assertThat(answers)
        .extracting(AppendedLine::line)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 102).boxed().toList());
    assertThat(answers.get(50).problem().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(answers.get(70).problem().code()).isEqualTo(ErrorCode.UNKNOWN_PARTITION);
    assertThat(answers).filteredOn(one -> one.file() != null).hasSize(100);

    // and the good ones have offsets, each producer's in order
    awaitBatches("append.lines", 200);
    assertThat(audit("append.lines").clean()).isTrue();
    for (int producer = 0; producer < 4; producer++) {
      String name = "p" + producer;
      assertThat(batches("append.lines", 1).batches())
          .filteredOn(batch -> batch.producerId().equals(name))
          .extracting(BatchCommitted::sequence)
          .containsExactlyElementsOf(LongStream.range(0, 25).boxed().toList());
    }
  }

  @Test
  void singleBatchesMayShareAnObject() throws SQLException {
    // given batches of two producers in one object
    create("append.batch", 1);
    List<BatchAppended> sent = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      sent.add(
          new BatchAppended(
              "append.batch",
              0,
              "p" + i % 2,
              0,
              i / 2,
              new ObjectRange("bucket", "append.batch", 100L * i, 100),
              7,
              LogClient.WRITTEN));
    }

    // when each is sent, one of them twice
    sent.forEach(AppendIT::postBatch);
    postBatch(sent.getFirst());

    // then each has offsets once
    awaitBatches("append.batch", 4);
    kept();
    assertThat(batches("append.batch", 0).batches())
        .extracting(BatchCommitted::object)
        .containsExactlyElementsOf(sent.stream().map(BatchAppended::object).toList());
  }

  private static void postBatch(BatchAppended batch) {
    post("/api/v1/batches", "application/json", Json.write(batch)).statusCode(202);
  }

  @Test
  void aBatchMakesNoPartition() {
    post(
            "/api/v1/batches",
            "application/json",
            Json.write(Batches.batch("append.nowhere", 0, "p", 0, 0)))
        .statusCode(404)
        .body("code", equalTo("unknown-partition"));
    assertThat(
            LogClient.number("SELECT count(*) FROM log_partition WHERE topic = 'append.nowhere'"))
        .isZero();
  }

  @Test
  void moreThanAreTakenAtOnceAreTurnedAwayAtOnce() throws SQLException {
    create("append.busy", 1);
    FileAppended file = file("append.busy", 1, "p", "busy", 0, 1);
    List<AdmissionLimiter.Place> places = new ArrayList<>();
    try {
      // given as many as are taken are under way
      for (int i = 0; i < config.concurrentRequests(); i++) {
        places.add(limiter.enter());
      }

      // then the next hears so, and when to come again
      postFile(file)
          .statusCode(429)
          .header("Retry-After", equalTo("1"))
          .body("code", equalTo("too-many-requests"));
    } finally {
      places.forEach(AdmissionLimiter.Place::close);
    }

    // and gets in when there is room
    postFile(file).statusCode(202);
  }

  @Test
  void saysWhenToComeAgainWhereItsDatabaseIsGoneAndTheSameFileTellsWhatWasKept()
      throws SQLException {
    create("append.away", 1);
    int refused = 0;
    int sent = 0;
    // Which request meets an ended session is chance: whoever else works may have met it before.
    for (; sent < 20 || refused == 0 && sent < LogClient.MANY; sent++) {
      // given every session of the service is ended
      LogClient.number(
          """
          SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
          WHERE usename = 'plimsoll_materializer'
          """);

      // when a file is sent, then it is kept, or is to be sent again
      FileAppended file = file("append.away", 1, "p", "away/" + sent, sent, 1);
      ValidatableResponse answer = postFile(file);
      if (answer.extract().statusCode() != 202) {
        answer
            .statusCode(503)
            .header("Retry-After", equalTo("1"))
            .body("code", equalTo("connection-lost"));
        refused++;
      }
      await()
          .atMost(LogClient.LONG_ENOUGH)
          .until(() -> postFile(file).extract().statusCode() == 202);
    }

    // and in the end each is there once
    assertThat(refused).isPositive();
    awaitBatches("append.away", sent);
    assertThat(audit("append.away").clean()).isTrue();
  }

  @Test
  void countsWhatCameIn() throws SQLException {
    create("append.counted", 1);
    postFile(file("append.counted", 1, "p", "counted", 0, 3)).statusCode(202);

    LogClient.api()
        .get("/q/metrics")
        .then()
        .statusCode(200)
        .body(containsString("plimsoll_materializer_append_files_total{ingress=\"file\"}"))
        .body(containsString("plimsoll_materializer_append_bytes_total{ingress=\"file\"}"))
        .body(containsString("plimsoll_materializer_append_turned_away_total"));
  }

  private static AppendedFile answered(ValidatableResponse answer) {
    return Json.read(answer.statusCode(202).extract().asString(), AppendedFile.class);
  }
}
