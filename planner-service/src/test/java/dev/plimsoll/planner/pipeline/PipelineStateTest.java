package dev.plimsoll.planner.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.TableCounters;
import org.junit.jupiter.api.Test;

final class PipelineStateTest {
  @Test
  void aTableGoesThroughItsStates() {
    TableCounters nothing = new TableCounters(0, 0, 0, 0, 0, 0, 0, 0);
    TableCounters some = new TableCounters(0, 9, 5, 0, 0, 0, 0, 0);

    assertThat(Pipeline.state(false, false, false, some)).isEqualTo(TableState.EXTRACTING);
    assertThat(Pipeline.state(true, false, false, nothing)).isEqualTo(TableState.EXTRACTED);
    assertThat(Pipeline.state(true, false, false, some)).isEqualTo(TableState.LOADING);
    assertThat(Pipeline.state(true, true, false, some)).isEqualTo(TableState.LOADED);
    assertThat(Pipeline.state(true, false, true, some)).isEqualTo(TableState.FAILED);
  }
}
