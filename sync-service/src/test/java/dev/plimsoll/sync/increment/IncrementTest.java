package dev.plimsoll.sync.increment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.increment.ColumnWatch;
import dev.plimsoll.connector.increment.Observation;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class IncrementTest {
  private static final Column AT =
      new Column("a\"t", PgType.INT8, -1, "bigint", null, true, 1, null);
  private static final SourceTable TABLE =
      new SourceTable(
          new QualifiedName("s", "t"),
          new TableStructure(true, List.of(AT), List.of("a\"t"), List.of("a\"t")),
          0,
          0,
          0,
          true);

  @Test
  void whatRowsCannotTellApartIsRefused() {
    IncrementPlanner.requireWithinHalfTurn(TABLE, "100", "2147483747");
    for (String high : List.of("2147483748", "99")) {
      assertThatThrownBy(() -> IncrementPlanner.requireWithinHalfTurn(TABLE, "100", high))
          .isInstanceOfSatisfying(
              PlimsollException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.WATERMARK_LOST));
    }
  }

  @Test
  void aValueIsSafeWhenEverybodyHasEndedWhoWasAtWork() {
    Observation seen = new Observation("7", 100, Set.of("virtual 3/1", "virtual 4/9"));

    assertThat(seen.after(now(100, Set.of("virtual 5/1"), Set.of())).hasPassed(100)).isTrue();
    assertThat(seen.after(now(99, Set.of(), Set.of())).hasPassed(99)).isFalse();
    assertThat(seen.after(now(200, Set.of("virtual 4/9"), Set.of())).hasPassed(200)).isFalse();
  }

  @Test
  void whoIsPreparedIsAwaitedInPlaceOfWhoHasGone() {
    // given
    Observation seen = new Observation("7", 100, Set.of("virtual 3/1", "virtual 4/9"));

    // when one of the two has gone while another is prepared
    Observation left = seen.after(now(200, Set.of("virtual 3/1"), Set.of("prepared 150 'a'")));

    // then
    assertThat(left.open()).containsExactlyInAnyOrder("virtual 3/1", "prepared 150 'a'");

    // and when all have gone, those that are prepared later are not awaited
    Observation last = left.after(now(200, Set.of(), Set.of("prepared 150 'a'")));
    assertThat(last.hasPassed(200)).isFalse();
    assertThat(
            last.after(now(200, Set.of(), Set.of("prepared 150 'a'", "prepared 160 'b'"))).open())
        .containsExactly("prepared 150 'a'");
    assertThat(last.after(now(200, Set.of(), Set.of())).hasPassed(200)).isTrue();
  }

  private static ColumnWatch.Now now(long xmin, Set<String> others, Set<String> prepared) {
    Set<String> open = new HashSet<>(others);
    open.addAll(prepared);
    return new ColumnWatch.Now(xmin, open, prepared);
  }
}
