package dev.plimsoll.planner.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.TableCounters;
import org.junit.jupiter.api.Test;

final class LogTopicTest {
  @Test
  void namesTableAndExtract() {
    assertThat(LogTopic.parse("demo-source.tpch.lineitem.0123abcd"))
        .isEqualTo(new LogTopic("tpch.lineitem", "0123abcd"));
    assertThat(LogTopic.parse("s.odd.schema.odd.table.0123abcd"))
        .isEqualTo(new LogTopic("odd.schema.odd.table", "0123abcd"));
  }

  @Test
  void topicsOfOthersArePassedOver() {
    assertThat(LogTopic.parse("orders")).isNull();
    assertThat(LogTopic.parse("s.schema.table")).isNull();
    assertThat(LogTopic.parse("s.schema.table.0123ABCD")).isNull();
    assertThat(LogTopic.parse("s.table.0123abcd")).isNull();
  }

  @Test
  void aTableGoesThroughItsStates() {
    TableCounters nothing = new TableCounters(0, 0, 0, 0, 0, 0, 0);
    TableCounters some = new TableCounters(0, 9, 5, 0, 0, 0, 0);

    assertThat(Pipeline.state(false, false, false, some)).isEqualTo(TableState.EXTRACTING);
    assertThat(Pipeline.state(true, false, false, nothing)).isEqualTo(TableState.EXTRACTED);
    assertThat(Pipeline.state(true, false, false, some)).isEqualTo(TableState.LOADING);
    assertThat(Pipeline.state(true, true, false, some)).isEqualTo(TableState.LOADED);
    assertThat(Pipeline.state(true, false, true, some)).isEqualTo(TableState.FAILED);
  }
}
