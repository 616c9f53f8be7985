package dev.plimsoll.benchmarks.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.benchmarks.harness.Latencies;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every way does the whole work, or its figures would be of something else.
final class SequencersIT {
  private static final long HISTORY = 2_000;
  private static final int FILES = 20;
  private static final int PRODUCERS = 4;
  private static final double RATE = 2_000;
  private static final Scenario SCENARIO = new Scenario("small", 7, 10, 2, HISTORY, true);

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
    try (Sessions sessions = new Sessions(database::connect, sequencer.schema())) {
      // given a partition more than the producers write to, and what was there before
      sequencer.create(sessions.open(), SCENARIO.partitions() + 1, HISTORY);
      sessions.holdSnapshot();
      List<List<AppendedFile>> files = new ArrayList<>();
      for (int producer = 0; producer < PRODUCERS; producer++) {
        Traffic traffic = new Traffic(producer, 0, SCENARIO.partitions(), 10);
        files.add(Stream.generate(traffic::next).limit(FILES).toList());
      }

      // when four producers and two workers have done their work
      Crew.Appended appended = new Crew(sequencer, SCENARIO, PRODUCERS, sessions).run(files);

      // then
      assertThat(appended.batches()).isEqualTo((long) PRODUCERS * FILES * 10);
      assertThat(sequencer.recordsWithOffsets(sessions.open(), HISTORY))
          .isEqualTo(appended.records());
    }
  }

  static Stream<Way> waysOfTheOpenLoop() {
    return Stream.of(Way.SEED, Way.ROW_BY_ROW, Way.ASYNCHRONOUS, Way.RETAINED, Way.SYNCHRONOUS);
  }

  @ParameterizedTest
  @MethodSource("waysOfTheOpenLoop")
  void whatIsAppendedWhenItIsDueHasItsOffsetToo(Way way) throws Exception {
    Sequencer sequencer = way.sequencer();
    OpenLoop load = new OpenLoop(() -> RATE, Duration.ofMillis(500));
    try (Sessions sessions = new Sessions(database::connect, sequencer.schema())) {
      // given
      sequencer.create(sessions.open(), SCENARIO.partitions() + 1, HISTORY);
      List<List<AppendedFile>> files = load.files(SCENARIO, false);
      Crew crew = new Crew(sequencer, SCENARIO, load.producers(), sessions);

      // when
      Load.Ran ran = load.run(crew, files, () -> {});

      // then
      assertThat(sequencer.recordsWithOffsets(sessions.open(), HISTORY))
          .isEqualTo(ran.appended().records());
      assertThat(ran.figures())
          .containsEntry(OpenLoop.OFFERED, RATE)
          .containsKeys(Latencies.p999(OpenLoop.VISIBLE), Latencies.most(OpenLoop.VISIBLE));
      assertThat(ran.figures().containsKey(Latencies.p50(OpenLoop.ACKNOWLEDGED)))
          .isNotEqualTo(sequencer.synchronous());
    }
  }

  @Test
  void whatWaitedBeforeTheWorkersBeganGetsItsOffsets() throws Exception {
    Sequencer sequencer = Way.ASYNCHRONOUS.sequencer();
    Backlog load = new Backlog(2_000);
    try (Sessions sessions = new Sessions(database::connect, sequencer.schema())) {
      sequencer.create(sessions.open(), SCENARIO.partitions() + 1, 0);
      Crew crew = new Crew(sequencer, SCENARIO, load.producers(), sessions);

      // when it begins to be measured, then nothing has an offset yet
      Load.Ran ran =
          load.run(
              crew,
              load.files(SCENARIO, false),
              () -> assertThat(sequencer.recordsWithOffsets(sessions.open(), 0)).isZero());

      // as many files as of fifty it would be, which are of ten here
      assertThat(ran.appended().batches()).isEqualTo(2_000 / 50 * 10);
      assertThat(sequencer.recordsWithOffsets(sessions.open(), 0))
          .isEqualTo(ran.appended().records());
    }
  }
}
