package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.testkit.Campaign;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker that is away costs next to nothing, and is no reason for anything to be lost.
final class KafkaAwayST {
  private static final double OF_ONE_CORE = 0.10;
  // In the build the other tests have the machine, too.
  private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(Campaign.isLong() ? 10 : 40);

  @TempDir private Path folder;

  @Test
  void servicesRestWhileItIsAwayAndGoOnWhenItIsBack() throws Exception {
    // Given all services, on a broker of its own, with a table that went the whole way
    Path databases = Files.createDirectory(folder.resolve("databases"));
    Path kafka = Files.createDirectory(folder.resolve("kafka"));
    try (OwnStack backends = OwnStack.start(databases);
        OwnStack broker = OwnStack.start(kafka)) {
      Map<String, String> environment = new HashMap<>(backends.environment());
      environment.put("PLIMSOLL_KAFKA", broker.description().kafkaBootstrap());
      try (SystemUnderTest system =
          SystemUnderTest.startOn(
              backends,
              SystemUnderTest.settings(folder, environment),
              EnumSet.allOf(ServiceName.class),
              folder)) {
        Parcels parcels = Parcels.on(backends.databases(databases));
        parcels.register(system.sync(), system.planner());
        UUID before = parcels.send("before", system.sync());
        parcels.awaitArrival("before", before, system.sync(), system.planner());

        // When the broker is away
        double there = cores(system, "there");
        broker.kill();
        double away = cores(system, "away");

        // Then that adds little, and over a time that is long enough all of it is little
        assertThat(away - there).isLessThan(OF_ONE_CORE);
        if (Campaign.isLong()) {
          assertThat(away).isLessThan(OF_ONE_CORE);
        }

        // And what was asked for meanwhile begins soon after it is back
        UUID during = parcels.send("during", system.sync());
        broker.restart();
        long back = System.nanoTime();
        await()
            .atMost(GOES_ON_WITHIN)
            .until(() -> system.sync().extract(during).state() == ExtractView.State.DONE);
        Duration took = Duration.ofNanos(System.nanoTime() - back);
        System.out.println("Kafka back: what waited was done after " + took);
        parcels.awaitArrival("during", during, system.sync(), system.planner());
      }
    }
  }

  /// What the services use together, over a time that is long enough.
  private static double cores(SystemUnderTest system, String kafka) throws InterruptedException {
    Duration time = Duration.ofSeconds(Campaign.rounds(10, 60));
    Map<ServiceName, Duration> used = cpu(system);
    Thread.sleep(time);
    cpu(system).forEach((service, now) -> used.merge(service, now, (a, b) -> b.minus(a)));
    double nanos = used.values().stream().mapToDouble(Duration::toNanos).sum();
    double cores = nanos / time.toNanos();
    System.out.printf("Kafka %s for %s: %.1f %% of a core, %s%n", kafka, time, 100 * cores, used);
    return cores;
  }

  private static Map<ServiceName, Duration> cpu(SystemUnderTest system) {
    Map<ServiceName, Duration> used = new EnumMap<>(ServiceName.class);
    for (ServiceName service : ServiceName.values()) {
      ProcessHandle process =
          ProcessHandle.of(system.system().service(service).pid()).orElseThrow();
      used.put(service, process.info().totalCpuDuration().orElseThrow());
    }
    return used;
  }
}
