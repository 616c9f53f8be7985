package dev.plimsoll.planner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.ServerView;
import dev.plimsoll.postgres.catalog.ServerFacts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DetectedServerTest {
  private static final Capacity PRESET =
      new Capacity(8, 1 << 30, 6, 1 << 30, 1 << 30, CapacityLimits.NONE);

  private static DetectedServer server(
      int parallelWorkers, int processes, @Nullable Long diskFree) {
    return new DetectedServer(
        new ServerFacts(
            180_006,
            "18.6",
            "d",
            "u",
            new ServerFacts.Workers(2, parallelWorkers, processes),
            new ServerFacts.Memory(64, 128, 4_096),
            8,
            null),
        diskFree,
        null);
  }

  @ParameterizedTest
  @CsvSource({
    // given, max_parallel_workers, max_worker_processes, taken
    "5,  2,  8, 5",
    "0,  8,  8, 0",
    "-1, 8,  8, 8",
    "-1, 16, 16, 8",
    "-1, 8,  3, 3",
    "-1, 0,  8, 0",
  })
  void workersAreAsGivenOrWhatTheServerHasWithinTheCores(
      int given, int parallelWorkers, int processes, int taken) {
    Capacity asked = PRESET.with(given, PRESET.diskBytes());

    assertThat(server(parallelWorkers, processes, null).capacity(asked, PRESET))
        .isEqualTo(PRESET.with(taken, PRESET.diskBytes()));
  }

  @ParameterizedTest
  @CsvSource({"8, 8, 6", "4, 8, 4", "8, 2, 2"})
  void aPresetHasNoMoreWorkersThanTheServer(int parallelWorkers, int processes, int taken) {
    assertThat(server(parallelWorkers, processes, null).capacity(null, PRESET))
        .isEqualTo(PRESET.with(taken, PRESET.diskBytes()));
  }

  @Test
  void saysWhatWasReadAndWhatWasNot() {
    ServerView given = server(8, 8, null).view(PRESET, Instant.EPOCH);
    ServerView detected = server(8, 8, 7L).view(null, Instant.EPOCH);

    assertThat(given.workers().detected()).isFalse();
    assertThat(given.dataDiskFreeBytes()).isEqualTo(-1);
    assertThat(detected.workers().detected()).isTrue();
    assertThat(detected.dataDiskFreeBytes()).isEqualTo(7);
    assertThat(detected.memory().effectiveCacheSizeBytes()).isEqualTo(4_096);
  }
}
