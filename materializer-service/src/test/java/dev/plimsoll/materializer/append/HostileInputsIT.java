package dev.plimsoll.materializer.append;

import static dev.plimsoll.materializer.append.LogClient.api;
import static dev.plimsoll.materializer.append.LogClient.audit;
import static dev.plimsoll.materializer.append.LogClient.file;
import static dev.plimsoll.materializer.append.LogClient.http;
import static dev.plimsoll.materializer.append.LogClient.kept;
import static dev.plimsoll.materializer.append.LogClient.number;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.testkit.Campaign;
import dev.plimsoll.testkit.HttpApi.Answer;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestSeal;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/// Whatever is well-formed and hostile is refused with a code or carried, and nobody else waits
/// for it.
@QuarkusTest
class HostileInputsIT {
  private static final String HOSTILE = "hostile";
  private static final String ORDINARY = "ordinary";
  private static final String JSON = "application/json";
  private static final int PARTITIONS = 4;

  /// On a machine that has its cores to itself; a build may share them with anybody.
  private static final Duration LONGEST = Duration.ofSeconds(Campaign.isLong() ? 1 : 20);

  /// Whole numbers at, and beyond, every bound that anything has.
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "-1",
          "2147483646",
          "2147483647",
          "2147483648",
          "99999",
          "100000",
          "1099511627776",
          "1099511627777",
          "281474976710656",
          "281474976710657",
          "9223372036854775806",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808");

  @Inject Partitions partitions;

  /// An attempt of a hostile client, and what became of it.
  private final Map<String, Integer> answers = new TreeMap<>();

  @Test
  void areRefusedWithACodeOrCarriedAndNobodyElseWaits() throws Exception {
    long seed = Campaign.seed();
    Random random = new Random(seed);
    List<PartitionName> names = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      names.add(new PartitionName(HOSTILE, i));
      names.add(new PartitionName(ORDINARY, i));
    }
    partitions.enter(names);
    long quarantinedBefore = number("SELECT count(*) FROM quarantine");
    AtomicBoolean stop = new AtomicBoolean();
    int most = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        KafkaProducer<String, byte[]> kafka =
            new KafkaProducer<>(
                TestSeal.producer(Stack.get().kafkaBootstrap()),
                new StringSerializer(),
                new ByteArraySerializer())) {
      // given four ordinary producers, that have sent something before it is measured
      for (int i = 0; i < PARTITIONS; i++) {
        append("warm-" + i, 0);
      }
      List<Future<Duration>> ordinary =
          IntStream.range(0, PARTITIONS)
              .mapToObj(i -> threads.submit(() -> sendUntil(stop, "ordinary-" + i)))
              .toList();

      // when hostile batches come by every ingress path, large files and messages at the broker's
      // limit
      try {
        int batches = Campaign.rounds(150, 10_000);
        for (int i = 0; i < batches; i++) {
          hostile(random, i, kafka);
        }
        for (int i = 0; i < Campaign.rounds(2, 10); i++) {
          largeFile("large/" + i, i, i % 2 == 0 ? null : kafka);
          byte[] noise = new byte[1_048_000];
          random.nextBytes(noise);
          sendEvent(kafka, EventTypes.of(FileAppended.class), noise);
        }
      } finally {
        stop.set(true);
      }

      // then no ordinary append has waited for long
      for (Future<Duration> one : ordinary) {
        Duration longest = one.get();
        most = Math.max(most, (int) longest.toMillis());
      }
    }
    System.out.printf("seed %d: ordinary at most %d ms; answers %s%n", seed, most, answers);
    assertThat(Duration.ofMillis(most)).as("seed %d", seed).isLessThanOrEqualTo(LONGEST);

    // and everything that was carried has offsets, in a log that is in order
    kept();
    assertThat(number("SELECT count(*) FROM quarantine")).isEqualTo(quarantinedBefore);
    assertThat(audit(HOSTILE).clean()).isTrue();
    assertThat(audit(ORDINARY).clean()).isTrue();
    assertThat(api().get("/q/health/well").asString()).doesNotContain("DOWN");
  }

  /// By no client that makes classes as it goes: producers are virtual threads, and on a machine of
  /// two processors two that wait for a class loader leave none to whoever has it.
  private static Answer append(String producer, int sequence) {
    return http()
        .send(
            "POST",
            "/api/v1/files?wait=offsets",
            Json.write(
                file(ORDINARY, PARTITIONS, producer, producer + "/" + sequence, sequence, 1)));
  }

  /// @return the longest that it waited
  private static Duration sendUntil(AtomicBoolean stop, String producer)
      throws InterruptedException {
    Duration longest = Duration.ZERO;
    for (int sequence = 0; !stop.get(); sequence++) {
      long began = System.nanoTime();
      Answer answer = append(producer, sequence);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.as(JsonNode.class).path("batches").findValuesAsText("outcome"))
          .containsOnly("placed");
      longest = took.compareTo(longest) > 0 ? took : longest;
      // A pace, so that what is measured is not the queue of its own requests.
      Thread.sleep(20);
    }
    return longest;
  }

  private void hostile(Random random, int i, KafkaProducer<String, byte[]> kafka) {
    String topic = random.nextInt(10) == 0 ? text(random) : HOSTILE;
    String numbers =
        "\"topic\":%s,\"partition\":%s,\"producerId\":%s,\"producerEpoch\":%s,\"sequence\":%s"
            .formatted(
                Json.write(topic),
                random.nextInt(4) == 0 ? any(random) : Integer.toString(random.nextInt(PARTITIONS)),
                Json.write(random.nextInt(6) == 0 ? text(random) : "h" + i % 7),
                random.nextInt(3) == 0 ? any(random) : "0",
                random.nextInt(3) == 0 ? any(random) : Integer.toString(i / 7));
    String range =
        "\"byteOffset\":%s,\"byteLength\":%s"
            .formatted(random.nextBoolean() ? "0" : any(random), any(random));
    String end = "\"recordCount\":%s,\"maxTimestamp\":\"%s\"".formatted(any(random), time(random));
    String key = random.nextInt(8) == 0 ? text(random) : "hostile/" + i;
    String batch =
        "{%s,\"object\":{\"bucket\":\"b\",\"key\":%s,%s},%s}"
            .formatted(numbers, Json.write(key), range, end);
    String file =
        "{\"bucket\":\"b\",\"key\":%s,\"batches\":[{%s,%s,%s}]}"
            .formatted(Json.write("f/" + key), numbers, range, end);
    switch (random.nextInt(6)) {
      case 0 -> post("/api/v1/batches", JSON, batch);
      case 1 -> post("/api/v1/batches?wait=offsets", JSON, batch);
      case 2 -> post("/api/v1/files", JSON, file);
      case 3 -> post("/api/v1/files?wait=offsets", JSON, file);
      case 4 -> post("/api/v1/files", AppendResource.LINES, file + "\n" + file + "\n");
      default ->
          sendEvent(
              kafka,
              random.nextBoolean() ? "dev.plimsoll.log.batch.appended.v1" : text(random),
              batch.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String any(Random random) {
    return NUMBERS.get(random.nextInt(NUMBERS.size()));
  }

  private static String text(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> "";
      case 1 -> "n".repeat(255);
      case 2 -> "n".repeat(256);
      case 3 -> "\ud83d\ude00".repeat(120);
      case 4 -> "..";
      default -> "nul\u0000";
    };
  }

  private static Instant time(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Instant.EPOCH;
      case 1 -> Instant.parse("9999-12-31T23:59:59Z");
      case 2 -> Instant.parse("1969-12-31T23:59:59Z");
      default -> LogClient.WRITTEN;
    };
  }

  /// Each answer says that it is carried, or has a code.
  private void post(String path, String type, String body) {
    Response answer =
        api().contentType(type).body(body.getBytes(StandardCharsets.UTF_8)).post(path);
    assertThat(answer.statusCode()).as("%s of %s", answer.asString(), body).isLessThan(500);
    if (answer.statusCode() >= 400) {
      assertThat(ErrorCode.of(answer.path("code"))).isNotEqualTo(ErrorCode.INTERNAL);
    }
    assertThat(answer.asString()).doesNotContain("\"internal\"");
    answers.merge(Integer.toString(answer.statusCode()), 1, Integer::sum);
  }

  private void largeFile(String key, long sequence, KafkaProducer<String, byte[]> kafka) {
    FileAppended large = file(HOSTILE, 1, "large", key, 10_000 * sequence, 10_000);
    if (kafka == null) {
      post("/api/v1/files?wait=offsets", JSON, Json.write(large));
    } else {
      // Larger than the broker takes by default; a smaller one of the same kind instead.
      FileAppended part = new FileAppended("b", key, large.batches().subList(0, 4_000));
      sendEvent(
          kafka,
          EventTypes.of(FileAppended.class),
          Json.write(part).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void sendEvent(KafkaProducer<String, byte[]> kafka, String type, byte[] value) {
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(Topic.LOG_EVENTS.name(StackResource.TOPIC_PREFIX), "hostile", value);
    message.headers().add(EventHeaders.TYPE, type.getBytes(StandardCharsets.UTF_8));
    kafka.send(message);
    kafka.flush();
  }
}
