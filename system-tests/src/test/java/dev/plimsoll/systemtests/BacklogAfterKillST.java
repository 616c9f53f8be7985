package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.local.ServiceProcess;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.testkit.Campaign;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A million batches wait when their materializer is killed: how long it is until the one that
/// follows it has placed them. In campaigns, on a machine with nothing else to do.
@Order(Integer.MAX_VALUE)
final class BacklogAfterKillST {
  private static final String TOPIC = "waiting";
  private static final int PRODUCERS = 8;
  private static final int PARTITIONS = 16;
  private static final int EACH = 3;
  private static final long WAITING = 1_000_000;
  private static final Duration WARM = Duration.ofSeconds(10);
  private static final Duration STEADY = Duration.ofSeconds(20);
  private static final Duration PLACED_WITHIN = Duration.ofMinutes(5);
  private static final Instant WRITTEN = Instant.parse("2026-03-04T05:06:07Z");

  /// Nobody is turned away because of what the test itself holds up.
  private static final Map<String, String> PATIENT =
      Map.of(
          "PLIMSOLL_MATERIALIZER_FLOW_MAX_WAITING_BATCHES",
          Long.toString(4 * WAITING),
          "PLIMSOLL_MATERIALIZER_FLOW_MAX_WAITING_AGE",
          "PT1H",
          "PLIMSOLL_MATERIALIZER_FLOW_MAX_STAND_STILL",
          "PT1H");

  @TempDir private Path folder;

  private final HttpClient http = ApiClient.http();
  private final AtomicLong appended = new AtomicLong();

  @Test
  void whatWaitedIsPlacedAtHalfTheSteadyRateAtLeast() throws Exception {
    assumeTrue(Campaign.isLong(), "SKIPPED outside campaigns: a million batches take a minute");
    try (SystemUnderTest plimsoll =
            SystemUnderTest.start(folder, EnumSet.of(ServiceName.MATERIALIZER), PATIENT);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Connection control = plimsoll.openControl()) {
      plimsoll.materializer().create(new TopicRequest(TOPIC, PARTITIONS, null, null, null));

      // Given a rate at which batches are appended over HTTP and placed at once
      double steady = steady(plimsoll, threads, control);

      // And a million that wait, while no shard can be had
      ServiceProcess materializer = plimsoll.system().service(ServiceName.MATERIALIZER);
      Future<Duration> starting;
      long begun;
      long waiting;
      try (Connection holder = plimsoll.openControl()) {
        holder.setAutoCommit(false);
        try (Statement lock = holder.createStatement()) {
          lock.execute("SELECT shard FROM materializer.shard FOR UPDATE");
        }
        long most = appended.get() + WAITING;
        append(plimsoll, threads, "late", Long.MAX_VALUE, most);
        assertThat(appended.get() - placed(control)).isGreaterThanOrEqualTo(WAITING);

        // When it is killed, and another one follows
        begun = System.nanoTime();
        materializer.kill();
        holder.rollback();
        waiting = appended.get() - placed(control);
        starting = threads.submit(() -> untilOneIsPlaced(plimsoll, waiting, begun));
      }
      materializer.restart();
      await("all have their offsets")
          .atMost(PLACED_WITHIN)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> placed(control) == appended.get());
      double seconds = (System.nanoTime() - begun) / 1e9;

      // Then they are placed at half that rate at least, once it has started
      double start = starting.get().toMillis() / 1e3;
      double late = waiting / (seconds - start);
      System.out.printf(
          "steady %.0f batches/s; %d that waited: %.1f s from the kill until the first of them was"
              + " placed, %.1f s from then on: %.0f batches/s%n",
          steady, waiting, start, seconds - start, late);
      assertThat(late).isGreaterThanOrEqualTo(steady / 2);
      assertThat(plimsoll.materializer().audit(TOPIC).clean()).isTrue();
    } finally {
      http.shutdownNow();
    }
  }

  private Duration untilOneIsPlaced(SystemUnderTest plimsoll, long waiting, long begun)
      throws SQLException {
    try (Connection connection = plimsoll.openControl()) {
      await("the first of them has its offset")
          .atMost(PLACED_WITHIN)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> appended.get() - placed(connection) < waiting);
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private double steady(SystemUnderTest plimsoll, ExecutorService threads, Connection control)
      throws Exception {
    append(plimsoll, threads, "warm", System.nanoTime() + WARM.toNanos(), Long.MAX_VALUE);
    long before = placed(control);
    long began = System.nanoTime();
    append(plimsoll, threads, "steady", began + STEADY.toNanos(), Long.MAX_VALUE);
    await("what is under way").atMost(PLACED_WITHIN).until(() -> placed(control) == appended.get());
    return (placed(control) - before) / ((System.nanoTime() - began) / 1e9);
  }

  private void append(
      SystemUnderTest plimsoll,
      ExecutorService threads,
      String producer,
      long untilNanos,
      long untilAppended)
      throws Exception {
    URI files =
        plimsoll.system().service(ServiceName.MATERIALIZER).address().resolve("/api/v1/files");
    List<Future<?>> producers = new ArrayList<>();
    for (int i = 0; i < PRODUCERS; i++) {
      String name = producer + "-" + i;
      producers.add(
          threads.submit(
              () -> {
                for (int file = 0;
                    System.nanoTime() < untilNanos && appended.get() < untilAppended;
                    file++) {
                  post(files, plimsoll.system().token(), file(name, file));
                }
                return null;
              }));
    }
    for (Future<?> one : producers) {
      one.get();
    }
  }

  private void post(URI files, String token, FileAppended file) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(files)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.write(file)))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    appended.addAndGet(file.batches().size());
  }

  private static FileAppended file(String producer, int number) {
    List<FileBatch> batches = new ArrayList<>(EACH * PARTITIONS);
    for (int i = 0; i < EACH * PARTITIONS; i++) {
      batches.add(
          new FileBatch(
              TOPIC,
              i % PARTITIONS,
              producer,
              0,
              (long) EACH * number + i / PARTITIONS,
              100L * i,
              100,
              10,
              WRITTEN));
    }
    return new FileAppended("b", producer + "/" + number, batches);
  }

  private static long placed(Connection control) throws SQLException {
    try (Statement read = control.createStatement();
        ResultSet row =
            read.executeQuery(
                "SELECT coalesce(sum(batches), 0)::bigint FROM materializer.partition_state")) {
      row.next();
      return row.getLong(1);
    }
  }
}
