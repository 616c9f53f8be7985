package dev.plimsoll.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TextTableTest {
  private final TextTable table = new TextTable().left("table").right("rows");

  @Test
  void alignsItsColumns() {
    // when
    table.row("tpch.orders", "150,000").row("tpch.region", "5");
    // then
    assertThat(table.lines(80))
        .containsExactly("table           rows", "tpch.orders  150,000", "tpch.region        5");
  }

  @Test
  void cutsNamesAndNeverFiguresWhereItIsNarrow() {
    // when
    table.row("features.client_id_card_fingerprint__time_since__365d", "200,000");
    // then
    assertThat(table.lines(33)).allMatch(line -> line.length() <= 33);
    assertThat(table.lines(33).getLast()).isEqualTo("features.cl..since__365d  200,000");
  }

  @Test
  void leavesOptionalColumnsOutBeforeNamesCanNoLongerBeToldApart() {
    // given
    table.rightIfRoom("queries").left("equal").rightIfRoom("size");
    table.row(
        "features.client_id_card_fingerprint__time_since__365d",
        "200,000",
        "1 (0)",
        "yes",
        "9 MiB");
    // then
    assertThat(table.lines(90).getLast()).endsWith("200,000    1 (0)  yes    9 MiB");
    assertThat(table.lines(60).getLast()).endsWith("200,000    1 (0)  yes");
    assertThat(table.lines(52).getLast())
        .isEqualTo("features.client_i.._time_since__365d  200,000  yes");
  }

  @Test
  void refusesARowOfAnotherWidth() {
    assertThatThrownBy(() -> table.row("one")).isInstanceOf(IllegalArgumentException.class);
  }
}
