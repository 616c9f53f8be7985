package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.lessThan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.testkit.Campaign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same services on Kafka, PostgreSQL and S3 that are there already, told of by the environment
/// alone. Those belong to stacks that this test starts and `./plimsoll` knows nothing of. The
/// broker is one by itself. While it is away the services rest, and nothing is lost.
@Order(Integer.MAX_VALUE - 3)
final class ExternalBackendsST {
  private static final double OF_ONE_CORE = 0.10;
  // In the build the other tests have the machine, too.
  private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(Campaign.isLong() ? 10 : 120);

  // What the broker's loss begins is over by then: threads end, code is compiled for the case.
  private static final Duration RESTS_WITHIN = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  void theServicesRunOnThemAndRestWhileKafkaIsAway() throws Exception {
    // Given Kafka, PostgreSQL and S3 of somebody else's
    Path theirs = Files.createDirectory(folder.resolve("theirs"));
    Path ours = Files.createDirectory(folder.resolve("ours"));
    try (OwnStack external = OwnStack.start(theirs);
        OwnStack broker = OwnStack.start(Files.createDirectory(folder.resolve("broker")))) {
      Map<String, String> environment = new HashMap<>(external.environment());
      environment.put("PLIMSOLL_KAFKA", broker.description().kafka().bootstrap());
      try (Launcher plimsoll = new Launcher(ours, environment)) {
        // When
        JsonNode up = plimsoll.run(0, "up", "--json").json();

        // Then the five services run, and they alone, with what watches over them
        assertThat(up.has("kafka")).as("%s", up).isFalse();
        JsonNode status = plimsoll.run(0, "status", "--json").json();
        assertThat(status.path("parts").findValuesAsText("name"))
            .containsExactly("planner", "sync", "materializer", "builder", "query");
        assertThat(status.path("parts").findValuesAsText("state")).containsOnly("up");
        assertThat(plimsoll.processes()).hasSize(6).noneMatch(line -> line.contains("devstack"));
        assertThat(plimsoll.data().resolve("stack")).doesNotExist();

        // And a table goes the whole way over what they were told of
        SyncApi sync = plimsoll.sync(up);
        PlannerApi planner = plimsoll.planner(up);
        Parcels parcels = Parcels.on(external.databases(ours));
        parcels.register(sync, planner);
        parcels.awaitArrival("item", parcels.send("item", sync), sync, planner);
        assertThat(objects(theirs, external.description().s3().bucket()))
            .anyMatch(object -> object.toString().endsWith(".parquet"));

        // When the broker is away
        double there = cores(status, "there");
        broker.kill();

        // Then they rest, once what its loss has begun is over: that adds little, and over a time
        // that is long enough all of it is little
        double most = Campaign.isLong() ? OF_ONE_CORE : there + OF_ONE_CORE;
        await()
            .atMost(RESTS_WITHIN)
            .pollDelay(Duration.ZERO)
            .until(() -> cores(status, "away"), lessThan(most));

        // And what was asked for meanwhile begins soon after it is back
        UUID during = parcels.send("during", sync);
        broker.restart();
        long back = System.nanoTime();
        await()
            .atMost(GOES_ON_WITHIN)
            .until(() -> sync.extract(during).state() == ExtractView.State.DONE);
        Duration took = Duration.ofNanos(System.nanoTime() - back);
        System.out.println("Kafka back: what waited was done after " + took);
        parcels.awaitArrival("during", during, sync, planner);

        // When they are stopped, nothing of ours is left, and theirs goes on
        plimsoll.run(0, "down");
        assertThat(plimsoll.processes()).as("left running").isEmpty();
        assertThat(external.isAlive()).isTrue();
        assertThat(broker.isAlive()).isTrue();
      }
    }
  }

  private static List<Path> objects(Path folder, String bucket) throws IOException {
    try (Stream<Path> objects = Files.walk(folder.resolve("data").resolve("s3").resolve(bucket))) {
      return objects.filter(Files::isRegularFile).toList();
    }
  }

  /// What the services use together, over a time that is long enough.
  private static double cores(JsonNode status, String kafka) throws InterruptedException {
    Duration time = Duration.ofSeconds(Campaign.rounds(5, 60));
    Map<String, Duration> used = cpu(status);
    // Processor time is used over some time, whatever happens in it.
    Thread.sleep(time);
    cpu(status).forEach((service, now) -> used.merge(service, now, (a, b) -> b.minus(a)));
    double nanos = used.values().stream().mapToDouble(Duration::toNanos).sum();
    double cores = nanos / time.toNanos();
    System.out.printf("Kafka %s for %s: %.1f %% of a core, %s%n", kafka, time, 100 * cores, used);
    return cores;
  }

  private static Map<String, Duration> cpu(JsonNode status) {
    Map<String, Duration> used = new TreeMap<>();
    for (JsonNode part : status.path("parts")) {
      ProcessHandle process = ProcessHandle.of(part.path("pid").asLong()).orElseThrow();
      used.put(part.path("name").asText(), process.info().totalCpuDuration().orElseThrow());
    }
    return used;
  }
}
