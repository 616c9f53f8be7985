package dev.plimsoll.benchmarks.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.benchmarks.extract.Trial.Compared;
import dev.plimsoll.benchmarks.extract.Trial.LeftOut;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.ExtractView.Timing;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.Receipt.Digests;
import dev.plimsoll.contracts.sync.Receipt.Rows;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.testkit.TableReadings;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TrialsTest {
  private static final String GROUP = "dense";

  @Test
  void whatTheServiceRefusesIsLeftOutWithItsReason() {
    assertThat(
            Trials.judged(
                GROUP, RacedStrategy.FIXED, table(0, ErrorCode.INVALID_REQUEST, "no such key")))
        .contains(new LeftOut(GROUP, RacedStrategy.FIXED, "no such key"));
  }

  @Test
  void whatFailsOtherwiseDoesNotRaceAndIsNotTakenForEqual() {
    // when
    Trial trial =
        Trials.judged(GROUP, RacedStrategy.KEYSET, table(1, ErrorCode.CHECK_FAILED, "differs"))
            .orElseThrow();
    // then
    assertThat(trial.races()).isFalse();
    assertThat(trial).isInstanceOf(Compared.class);
    assertThat(ExtractNotes.line(trial))
        .startsWith("dense: keyset reads other rows")
        .contains("differs");
  }

  @Test
  void twoWorkersThatAreOneAreLeftOut() {
    assertThat(Trials.judged(GROUP, RacedStrategy.TWO_BLOCKS, table(1, null, null)))
        .contains(
            new LeftOut(
                GROUP, RacedStrategy.TWO_BLOCKS, "the service gives it 1 worker by blocks"));
    assertThat(Trials.judged(GROUP, RacedStrategy.TWO_BLOCKS, table(2, null, null))).isEmpty();
    assertThat(Trials.judged(GROUP, RacedStrategy.KEYSET, table(1, null, null))).isEmpty();
  }

  @Test
  void aReceiptIsHeldAgainstTheSource() {
    assertThat(
            Trials.compared(GROUP, RacedStrategy.FIXED, receipt(Receipt.State.DONE, "1f")).races())
        .isTrue();
    assertThat(
            ExtractNotes.line(
                Trials.compared(GROUP, RacedStrategy.FIXED, receipt(Receipt.State.DONE, "20"))))
        .contains("other rows")
        .contains("5 rows of digest 1f at the source")
        .contains("5 of 20 in files");
    assertThat(
            Trials.compared(GROUP, RacedStrategy.FIXED, receipt(Receipt.State.FAILED, "1f"))
                .races())
        .isFalse();
  }

  private static Receipt receipt(Receipt.State state, String inFiles) {
    return new Receipt(
        new UUID(0, 1),
        OpenEnum.of(state),
        Instant.EPOCH,
        true,
        List.of(
            new TableReceipt(
                TableShape.DENSE.table(),
                TableShape.DENSE.table(),
                new Rows(5, 5, 5, 5, 0, 0, null),
                new Digests("1f", inFiles, "1f", ""),
                1,
                null,
                null,
                null)),
        List.of());
  }

  private static TableView table(int splits, @Nullable ErrorCode code, @Nullable String error) {
    return new TableView(
        TableShape.DENSE.table(),
        null,
        OpenEnum.of(code == null ? TableState.EXTRACTED : TableState.FAILED),
        "topic",
        new TableCounters(5, 5, 0, 100, 1, 1, 0, 0),
        new Timing(Instant.EPOCH, Instant.EPOCH),
        code == null ? null : Failure.of(code, error),
        TableReadings.of("blocks", splits),
        null);
  }
}
