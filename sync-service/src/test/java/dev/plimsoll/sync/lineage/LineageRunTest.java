package dev.plimsoll.sync.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.sync.lineage.LineageJob.Facts;
import dev.plimsoll.sync.lineage.LineageJob.Phase;
import dev.plimsoll.sync.lineage.LineageRun.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class LineageRunTest {
  private static final UUID TABLE = new UUID(1, 2);

  @Test
  void anEndIsNeverToldWithoutABeginning() {
    assertThat(told(Phase.COMPLETE)).containsExactly("1 START", "1 COMPLETE");
    assertThat(told(Phase.FAILED)).containsExactly("1 START", "1 FAIL");
    assertThat(told(Phase.RUNNING)).containsExactly("1 START");
    assertThat(told(Phase.NOT_BEGUN)).isEmpty();
  }

  @Test
  void aRetryThatFollowsAToldFailureIsAnotherRun() {
    assertThat(told(Phase.RUNNING, Phase.FAILED, Phase.RUNNING, Phase.COMPLETE, Phase.COMPLETE))
        .containsExactly("1 START", "1 FAIL", "2 START", "2 COMPLETE");
  }

  @Test
  void aFailureThatNobodyWasToldOfIsNoRun() {
    assertThat(told(Phase.RUNNING, Phase.RUNNING, Phase.COMPLETE))
        .containsExactly("1 START", "1 COMPLETE");
  }

  @Test
  void anEventThatIsSentAgainIsOfTheSameRun() {
    LineageRun run = new LineageRun(2, EventType.START);

    assertThat(run.id(TABLE, LineageJob.LOAD))
        .isEqualTo(new LineageRun(2, EventType.COMPLETE).id(TABLE, LineageJob.LOAD))
        .isNotEqualTo(new LineageRun(1, EventType.START).id(TABLE, LineageJob.LOAD))
        .isNotEqualTo(run.id(TABLE, LineageJob.EXTRACT));
  }

  @Test
  void readingAndLoadingHavePhasesOfTheirOwn() {
    assertThat(phases(new Facts(TableState.PLANNED, true, true, false, false, false)))
        .containsExactly(Phase.NOT_BEGUN, Phase.NOT_BEGUN);
    assertThat(phases(new Facts(TableState.EXTRACTING, true, true, true, false, true)))
        .containsExactly(Phase.RUNNING, Phase.RUNNING);
    assertThat(phases(new Facts(TableState.FAILED, true, true, true, true, true)))
        .containsExactly(Phase.COMPLETE, Phase.FAILED);
    assertThat(phases(new Facts(TableState.FAILED, true, true, false, false, false)))
        .containsExactly(Phase.FAILED, Phase.NOT_BEGUN);
    assertThat(phases(new Facts(TableState.EXTRACTED, true, false, true, true, false)))
        .containsExactly(Phase.COMPLETE, Phase.NOT_BEGUN);
    assertThat(phases(new Facts(TableState.LOADED, false, true, true, true, true)))
        .containsExactly(Phase.NOT_BEGUN, Phase.COMPLETE);
  }

  private static List<Phase> phases(Facts facts) {
    return List.of(LineageJob.EXTRACT.phase(facts), LineageJob.LOAD.phase(facts));
  }

  private static List<String> told(Phase... phases) {
    List<String> events = new ArrayList<>();
    LineageRun last = LineageRun.NONE;
    for (Phase phase : phases) {
      Optional<LineageRun> next = last.next(phase);
      while (next.isPresent()) {
        last = next.get();
        events.add(last.number() + " " + last.told());
        next = last.next(phase);
      }
    }
    return events;
  }
}
