package dev.plimsoll.connector.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.scan.workers.WorkerEstimator.WorkerEstimate;
import dev.plimsoll.scan.workers.WorkerEstimator.WorkerEstimate.Decider;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ReaderCountTest {
  private static final long RANGE = 16L << 20;
  private static final long GIGABYTE = 1L << 30;
  private static final ServerUtilization IDLE = new ServerUtilization(90, 16, 0);

  private static WorkerEstimate workers(long bytes, ServerUtilization load) throws SQLException {
    return new ReaderCount(RANGE, 4, () -> load).choose(bytes);
  }

  @Test
  void aLargeTableGetsAsManyAsAreAllowed() throws SQLException {
    assertThat(workers(GIGABYTE, IDLE).workers()).isEqualTo(4);
    assertThat(workers(GIGABYTE, IDLE).decider()).isEqualTo(Decider.LIMIT);
  }

  @Test
  void aSmallerOneGetsOneForEachThousandPages() throws SQLException {
    assertThat(workers(3_500 * 8192L, IDLE).workers()).isEqualTo(3);
    assertThat(workers(1, IDLE).workers()).isEqualTo(1);
  }

  @Test
  void rangesOfLessThanAThousandPagesAreWorthAWorkerEach() throws SQLException {
    assertThat(new ReaderCount(32 << 10, 4, () -> IDLE).choose(100 << 10).workers()).isEqualTo(3);
  }

  @Test
  void halfOfTheConnectionsAreLeftToOthers() throws SQLException {
    assertThat(workers(GIGABYTE, new ServerUtilization(5, 16, 0)).workers()).isEqualTo(2);
    assertThat(workers(GIGABYTE, new ServerUtilization(-3, 16, 0)).workers()).isEqualTo(1);
  }

  @Test
  void busyCoresAreLeftToOthers() throws SQLException {
    assertThat(workers(GIGABYTE, new ServerUtilization(90, 4, 2)).workers()).isEqualTo(2);
    assertThat(workers(GIGABYTE, new ServerUtilization(90, 4, 9)).workers()).isEqualTo(1);
    assertThat(workers(GIGABYTE, new ServerUtilization(90, 4, 9)).decider())
        .isEqualTo(Decider.LOAD);
  }

  @Test
  void theSourceIsMeasuredOnceAndOnlyWhenAsked() throws SQLException {
    // given
    AtomicInteger measurements = new AtomicInteger();
    ReaderCount count =
        new ReaderCount(
            RANGE, 4, () -> new ServerUtilization(90 + measurements.incrementAndGet(), 16, 0));
    assertThat(measurements).hasValue(0);

    // when
    count.choose(GIGABYTE);
    count.choose(1);

    // then
    assertThat(measurements).hasValue(1);
  }

  @Test
  void aSourceThatCannotBeMeasuredSaysWhy() {
    ReaderCount count =
        new ReaderCount(
            RANGE,
            4,
            () -> {
              throw new SQLException("gone", "08006");
            });
    assertThatExceptionOfType(SQLException.class).isThrownBy(() -> count.choose(GIGABYTE));
  }
}
