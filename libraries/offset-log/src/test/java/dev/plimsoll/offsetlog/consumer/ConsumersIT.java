package dev.plimsoll.offsetlog.consumer;

import static dev.plimsoll.testkit.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.plimsoll.contracts.log.ConsumerLag;
import dev.plimsoll.contracts.log.ConsumerPosition;
import dev.plimsoll.contracts.log.PositionsPut.Position;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.topic.Topics;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsumersIT {
  @AutoClose private LogDatabase log;
  private Consumers consumers;
  private long end;

  @BeforeEach
  void open() throws SQLException {
    log = new LogDatabase("consumers", "");
    consumers = new Consumers(log.transactions());
    log.createPartitions("t", 3);
    log.ingestion().append(List.of(batch("t", 0, "p", 0, 0), batch("u", 0, "p", 0, 0)));
    AssignedLog.assignAll(log);
    end = log.batches("t", 0).getLast().nextOffset();
  }

  private static Position position(int partition, long next, @Nullable Long expected) {
    return new Position("t", partition, next, expected);
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(PlimsollException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void positionsAreKeptWithTheirLag() throws SQLException {
    consumers.put("c", List.of(position(0, 1, null), position(1, 0, null)));
    consumers.put("c", List.of(position(0, end - 2, null)));
    consumers.put("b", List.of(new Position("u", 0, 0, -1L)));

    assertThat(consumers.positions("c"))
        .extracting(
            ConsumerPosition::partition,
            ConsumerPosition::nextOffset,
            ConsumerPosition::highWatermark,
            ConsumerPosition::lag)
        .containsExactly(tuple(0, end - 2, end, 2L), tuple(1, 0L, 0L, 0L));
    assertThat(consumers.list("", 10))
        .extracting(ConsumerLag::consumer, ConsumerLag::partitions, ConsumerLag::lag)
        .containsExactly(tuple("b", 1, end("u")), tuple("c", 2, 2L));
    assertThat(consumers.list("b", 1)).extracting(ConsumerLag::consumer).containsExactly("c");
    assertThat(consumers.furthestBehind(1)).extracting(ConsumerLag::consumer).containsExactly("b");
  }

  /// There are 2^31 of them.
  @Test
  void toPutAPositionTakesNoNumber() throws SQLException {
    for (int i = 0; i < 5; i++) {
      consumers.put("c", List.of(position(0, i, null)));
    }
    assertThat(log.number("SELECT last_value FROM consumer_consumer_id_seq")).isEqualTo(1);
  }

  private long end(String topic) throws SQLException {
    return log.batches(topic, 0).getLast().nextOffset();
  }

  @Test
  void oneThatIsRefusedMovesNone() throws SQLException {
    consumers.put("c", List.of(position(0, 1, null)));
    Position good = position(0, 2, 1L);

    assertRefused(ErrorCode.CONFLICT, () -> consumers.put("c", List.of(good, position(1, 0, 5L))));
    assertRefused(ErrorCode.CONFLICT, () -> consumers.put("c", List.of(position(0, 2, -1L))));
    assertRefused(
        ErrorCode.UNKNOWN_PARTITION, () -> consumers.put("c", List.of(good, position(3, 0, null))));
    assertRefused(
        ErrorCode.OFFSET_OUT_OF_RANGE,
        () -> consumers.put("c", List.of(position(1, 0, null), position(0, end + 1, null))));
    assertRefused(ErrorCode.INVALID_REQUEST, () -> consumers.put("c", List.of(good, good)));
    assertRefused(
        ErrorCode.UNKNOWN_PARTITION, () -> consumers.put("new", List.of(position(3, 0, null))));

    assertThat(consumers.positions("c"))
        .extracting(ConsumerPosition::partition, ConsumerPosition::nextOffset)
        .containsExactly(tuple(0, 1L));
    assertRefused(ErrorCode.NOT_FOUND, () -> consumers.positions("new"));
  }

  @Test
  void ofManyWritersThatExpectTheSameOneMoves() throws Exception {
    List<Callable<Boolean>> writers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      long next = i % 2;
      writers.add(
          () -> {
            try {
              consumers.put("c", List.of(position(0, next, -1L), position(1, 0, -1L)));
              return true;
            } catch (PlimsollException e) {
              assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
              return false;
            }
          });
    }

    List<Boolean> moved = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (Future<Boolean> answer : threads.invokeAll(writers)) {
        moved.add(answer.get());
      }
    }

    assertThat(moved).containsOnlyOnce(true);
  }

  @Test
  void aConsumerIsForgottenAsAWhole() throws SQLException {
    consumers.put("c", List.of(position(0, 1, null)));

    consumers.delete("c");

    assertRefused(ErrorCode.NOT_FOUND, () -> consumers.delete("c"));
    assertRefused(ErrorCode.NOT_FOUND, () -> consumers.positions("c"));
    assertThat(log.number("SELECT count(*) FROM consumer_position")).isZero();
  }

  @Test
  void positionsInADeletedTopicAreNoLongerCounted() throws SQLException {
    consumers.put("c", List.of(position(0, 0, null), new Position("u", 0, 0, null)));

    new Topics(log.transactions(), log.partitions()).delete("t");

    assertThat(consumers.positions("c")).extracting(ConsumerPosition::topic).containsExactly("u");
    assertThat(consumers.list("", 10))
        .extracting(ConsumerLag::partitions, ConsumerLag::lag)
        .containsExactly(tuple(1, end("u")));
    // and in another topic of its name it begins without one
    log.createPartitions("t", 1);
    consumers.put("c", List.of(position(0, 0, -1L)));
  }
}
