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

  static Stream<Competitor> ways() {
    return Stream.concat(Competitor.ALL.stream(), Stream.of(Competitor.RETAINED));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void everyRecordHasOneOffset(Competitor way) throws Exception {
    Sequencer sequencer = way.sequencer();
    try (RunSessions sessions = new RunSessions(database::connect, sequencer.schema())) {
      // given a partition more than the producers write to, and what was there before
      sequencer.create(sessions.open(), SCENARIO.partitions() + 1, HISTORY);
      sessions.holdSnapshot();
      List<List<GeneratedFile>> files = new ArrayList<>();
      for (int producer = 0; producer < PRODUCERS; producer++) {
        GeneratedFile.Traffic traffic =
            new GeneratedFile.Traffic(producer, 0, SCENARIO.partitions(), 10);
        files.add(Stream.generate(traffic::next).limit(FILES).toList());
      }

      // when four producers and two workers have done their work
      RunThreads.Appended appended =
          new RunThreads(sequencer, SCENARIO, PRODUCERS, sessions).run(files);

      // then
      assertThat(appended.batches()).isEqualTo((long) PRODUCERS * FILES * 10);
      assertThat(sequencer.recordsWithOffsets(sessions.open(), HISTORY))
          .isEqualTo(appended.records());
    }
  }

  static Stream<Competitor> waysOfTheOpenLoop() {
    return Stream.of(
        Competitor.SEED,
        Competitor.ROW_BY_ROW,
        Competitor.ASYNCHRONOUS,
        Competitor.RETAINED,
        Competitor.SYNCHRONOUS);
  }

  @ParameterizedTest
  @MethodSource("waysOfTheOpenLoop")
  void whatIsAppendedWhenItIsDueHasItsOffsetToo(Competitor way) throws Exception {
    Sequencer sequencer = way.sequencer();
    OpenLoop load = new OpenLoop(() -> RATE, Duration.ofMillis(500));
    try (RunSessions sessions = new RunSessions(database::connect, sequencer.schema())) {
      // given
      sequencer.create(sessions.open(), SCENARIO.partitions() + 1, HISTORY);
      List<List<GeneratedFile>> files = load.files(SCENARIO, false);
      RunThreads crew = new RunThreads(sequencer, SCENARIO, load.producers(), sessions);

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
    Sequencer sequencer = Competitor.ASYNCHRONOUS.sequencer();
    Load.BacklogDrain load = new Load.BacklogDrain(2_000);
    try (RunSessions sessions = new RunSessions(database::connect, sequencer.schema())) {
      sequencer.create(sessions.open(), SCENARIO.partitions() + 1, 0);
      RunThreads crew = new RunThreads(sequencer, SCENARIO, load.producers(), sessions);

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
