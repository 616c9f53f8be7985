package dev.plimsoll.materializer.append;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.postgres.transaction.Transactions;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KnownSequencesTest {
  private final Transactions transactions = new Transactions(SessionsAnew.of("jdbc:none", "", ""));
  private final Partitions partitions = new Partitions(transactions, Partitions.MOST_KNOWN);
  private final KnownSequences known = new KnownSequences(transactions, partitions);

  private static FileBatch batch(String producer, int epoch, long sequence) {
    return new FileBatch("t", 0, producer, epoch, sequence, 0, 1, 1, LogClient.WRITTEN);
  }

  private void accepted(FileBatch... batches) {
    known.accepted(known.generation(), List.of(batches));
  }

  @Test
  void whatGoesOnFromWhatIsKnownHasNothingBeforeIt() {
    assertThat(known.leadTo(List.of(batch("p", 0, 0), batch("p", 0, 1)))).isTrue();

    accepted(batch("p", 0, 0), batch("p", 0, 1));

    assertThat(known.leadTo(List.of(batch("p", 0, 2)))).isTrue();
    assertThat(known.leadTo(List.of(batch("p", 0, 0)))).as("sent again").isTrue();
    assertThat(known.leadTo(List.of(batch("p", 0, 3)))).isFalse();
    assertThat(known.leadTo(List.of(batch("q", 0, 3)))).isFalse();
  }

  @Test
  void anEpochThatBeginsMayHaveOthersBeforeIt() {
    accepted(batch("p", 0, 5));

    assertThat(known.leadTo(List.of(batch("p", 1, 0)))).isFalse();

    accepted(batch("p", 1, 0));
    assertThat(known.leadTo(List.of(batch("p", 1, 1)))).isTrue();
  }

  @Test
  void ofATopicThatIsGoneNothingIsKnown() {
    accepted(batch("p", 0, 5));

    partitions.forget("another");
    assertThat(known.leadTo(List.of(batch("p", 0, 6)))).isTrue();

    partitions.forget("t");
    assertThat(known.leadTo(List.of(batch("p", 0, 6)))).isFalse();
  }
}
