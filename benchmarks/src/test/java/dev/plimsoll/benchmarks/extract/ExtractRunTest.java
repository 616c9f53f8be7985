package dev.plimsoll.benchmarks.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.ExtractView.Timing;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.testkit.TableReadings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ExtractRunTest {
  @Test
  void theTimeIsTheServicesOwnFromTheRequestToTheLastBatch() {
    // given
    Instant begin = Instant.parse("2026-01-01T00:00:00Z");
    ExtractView extract =
        new ExtractView(
            new UUID(0, 1),
            "source",
            null,
            OpenEnum.of(ExtractView.State.DONE),
            begin,
            begin.plusMillis(1_700),
            List.of(
                new TableView(
                    TableShape.SPARSE.table(),
                    null,
                    OpenEnum.of(TableState.EXTRACTED),
                    "topic",
                    new TableCounters(100, 101, 0, 5_000, 3, 27, 0, 0),
                    new Timing(begin.plusMillis(250), begin.plusMillis(1_700)),
                    null,
                    TableReadings.of("blocks", 2),
                    null)));
    // when
    Done done = ExtractRun.done(extract, Map.of("syncCpuSeconds", 2.0));
    // then
    assertThat(done.amount()).isEqualTo(101);
    assertThat(done.took()).isEqualTo(Duration.ofMillis(1_700));
    assertThat(done.figures())
        .containsOnly(
            entry("syncCpuSeconds", 2.0),
            entry(ExtractRun.QUERIES, 27.0),
            entry(ExtractRun.EMPTY_QUERIES, 0.0),
            entry(ExtractRun.FILES, 3.0),
            entry(ExtractRun.WAIT_SECONDS, 0.25));
  }
}
