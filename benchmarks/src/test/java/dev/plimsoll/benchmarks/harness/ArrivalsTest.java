package dev.plimsoll.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {
  @Test
  void asManyAreDueAsAskedForAndTheSameOnesForTheSameSeed() {
    Arrivals arrivals = Arrivals.atRandom(1_000, Duration.ofSeconds(100), 7);

    assertThat((double) arrivals.count()).isCloseTo(100_000, Offset.offset(1_500.0));
    assertThat(due(arrivals)).isEqualTo(due(Arrivals.atRandom(1_000, Duration.ofSeconds(100), 7)));
    assertThat(due(arrivals)).isSorted();
    assertThat(due(arrivals).getLast()).isLessThan(TimeUnit.SECONDS.toNanos(100));
    assertThat(due(Arrivals.every(Duration.ofMillis(10), Duration.ofMillis(35))))
        .containsExactly(0L, 10_000_000L, 20_000_000L);
  }

  /// All of them in the past: nothing is waited for.
  private static List<Long> due(Arrivals arrivals) {
    long began = System.nanoTime() - TimeUnit.HOURS.toNanos(1);
    List<Long> due = new ArrayList<>();
    arrivals.run(began, (_, nanos) -> due.add(nanos - began));
    return due;
  }

  /// By a closed loop, which counts from when it sends, one sample of forty would be late.
  @Test
  void aStallMakesAllLateThatWereDueMeanwhile() {
    Duration stall = Duration.ofMillis(200);
    Latencies latencies = new Latencies();

    // given work every 10 ms, of which the first hangs for 200
    Arrivals.every(Duration.ofMillis(10), Duration.ofMillis(400))
        .run(
            System.nanoTime(),
            (number, dueNanos) -> {
              long until = dueNanos + stall.toNanos();
              while (number == 0 && System.nanoTime() < until) {
                LockSupport.parkNanos(until - System.nanoTime());
              }
              latencies.since(dueNanos);
            });

    // then the twenty that came due in that time are late, by 100 ms in the mean
    Map<String, Double> figures = new HashMap<>();
    latencies.putInto(figures, "visible");
    assertThat(figures.get(Latencies.most("visible"))).isGreaterThanOrEqualTo(200);
    assertThat(figures.get(Latencies.p99("visible"))).isGreaterThanOrEqualTo(190);
    assertThat(figures.get(Latencies.p999("visible"))).isGreaterThanOrEqualTo(200);
    assertThat(Latencies.p50("visible")).isEqualTo("visibleP50Millis");
    assertThat(figures).containsKey("visibleP50Millis");
  }
}
