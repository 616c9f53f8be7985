package dev.plimsoll.connector.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.scan.workers.WorkerEstimator.WorkerEstimate.Decider;
import org.junit.jupiter.api.Test;

final class ReaderCountTest {
  private static final long RANGE = 16L << 20;
  private static final long GIGABYTE = 1L << 30;
  private static final ServerUtilization IDLE = new ServerUtilization(90, 16, 0);

  private final ReaderCount chooser = new ReaderCount(RANGE, 4);

  @Test
  void aLargeTableGetsAsManyAsAreAllowed() {
    assertThat(chooser.choose(GIGABYTE, IDLE).workers()).isEqualTo(4);
    assertThat(chooser.choose(GIGABYTE, IDLE).decider()).isEqualTo(Decider.LIMIT);
  }

  @Test
  void aSmallerOneGetsOneForEachThousandPages() {
    assertThat(chooser.choose(3_500 * 8192L, IDLE).workers()).isEqualTo(3);
    assertThat(chooser.choose(1, IDLE).workers()).isEqualTo(1);
  }

  @Test
  void rangesOfLessThanAThousandPagesAreWorthAWorkerEach() {
    assertThat(new ReaderCount(32 << 10, 4).choose(100 << 10, IDLE).workers()).isEqualTo(3);
  }

  @Test
  void halfOfTheConnectionsAreLeftToOthers() {
    assertThat(chooser.choose(GIGABYTE, new ServerUtilization(5, 16, 0)).workers()).isEqualTo(2);
    assertThat(chooser.choose(GIGABYTE, new ServerUtilization(-3, 16, 0)).workers()).isEqualTo(1);
  }

  @Test
  void busyCoresAreLeftToOthers() {
    assertThat(chooser.choose(GIGABYTE, new ServerUtilization(90, 4, 2)).workers()).isEqualTo(2);
    assertThat(chooser.choose(GIGABYTE, new ServerUtilization(90, 4, 9)).workers()).isEqualTo(1);
    assertThat(chooser.choose(GIGABYTE, new ServerUtilization(90, 4, 9)).decider())
        .isEqualTo(Decider.LOAD);
  }
}
