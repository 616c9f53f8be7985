package dev.plimsoll.materializer.append;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.FileBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KnownSequencesTest {
  private final KnownSequences known = new KnownSequences();

  private static FileBatch batch(String producer, int epoch, long sequence) {
    return new FileBatch("t", 0, producer, epoch, sequence, 0, 1, 1, LogClient.WRITTEN);
  }

  @Test
  void whatGoesOnFromWhatIsKnownHasNothingBeforeIt() {
    assertThat(known.leadTo(List.of(batch("p", 0, 0), batch("p", 0, 1)))).isTrue();

    known.accepted(List.of(batch("p", 0, 0), batch("p", 0, 1)));

    assertThat(known.leadTo(List.of(batch("p", 0, 2)))).isTrue();
    assertThat(known.leadTo(List.of(batch("p", 0, 0)))).as("sent again").isTrue();
    assertThat(known.leadTo(List.of(batch("p", 0, 3)))).isFalse();
    assertThat(known.leadTo(List.of(batch("q", 0, 3)))).isFalse();
  }

  @Test
  void anEpochThatBeginsMayHaveOthersBeforeIt() {
    known.accepted(List.of(batch("p", 0, 5)));

    assertThat(known.leadTo(List.of(batch("p", 1, 0)))).isFalse();

    known.accepted(List.of(batch("p", 1, 0)));
    assertThat(known.leadTo(List.of(batch("p", 1, 1)))).isTrue();
  }
}
