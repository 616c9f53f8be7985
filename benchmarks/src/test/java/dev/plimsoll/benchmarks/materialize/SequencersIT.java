package dev.plimsoll.benchmarks.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every way does the whole work, or its figures would be of something else.
final class SequencersIT {
  private static final long HISTORY = 2_000;
  private static final int FILES = 20;
  private static final Scenario SCENARIO = new Scenario("small", 7, 10, 2, HISTORY, true, false);

  private static TestDatabase database;

  @BeforeAll
  static void open() {
    database = Stack.get().createDatabase("sequencers");
  }

  static Stream<Way> ways() {
    return Stream.concat(Way.ALL.stream(), Stream.of(Way.RETAINED));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void everyRecordHasOneOffset(Way way) throws Exception {
    Sequencer sequencer = way.sequencer();
    Latencies latencies = new Latencies();
    try (Sessions sessions = new Sessions(database::connect, sequencer.schema())) {
      // given a partition more than the producers write to, and what was there before
      sequencer.create(sessions.open(), SCENARIO.partitions() + 1, HISTORY);
      sessions.holdSnapshot();
      List<List<AppendedFile>> files = new ArrayList<>();
      for (int producer = 0; producer < Scenario.PRODUCERS; producer++) {
        Traffic traffic = new Traffic(producer, 0, SCENARIO.partitions(), 10);
        files.add(Stream.generate(traffic::next).limit(FILES).toList());
      }

      // when four producers, two workers and a probe have done their work
      Crew.Appended appended = new Crew(sequencer, SCENARIO, latencies, sessions).run(files);

      // then
      assertThat(appended.batches()).isGreaterThanOrEqualTo((long) Scenario.PRODUCERS * FILES * 10);
      assertThat(sequencer.recordsWithOffsets(sessions.open(), HISTORY))
          .isEqualTo(appended.records());
      Map<String, Double> figures = new HashMap<>();
      latencies.putInto(figures);
      assertThat(figures.get(Latencies.P50)).isPositive();
      assertThat(figures.get(Latencies.P99)).isGreaterThanOrEqualTo(figures.get(Latencies.P50));
    }
  }
}
