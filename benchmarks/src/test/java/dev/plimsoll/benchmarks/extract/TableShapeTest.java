package dev.plimsoll.benchmarks.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TableShapeTest {
  private static final long ROWS = 200_000;

  @ParameterizedTest
  @EnumSource(TableShape.class)
  void everyTableHasTenColumnsAndIsFilledByOneStatement(TableShape shape) {
    // when
    List<String> statements = shape.statements(Dialect.POSTGRES, shape.rows(ROWS));
    // then
    assertThat(statements).hasSize(3);
    assertThat(statements.getFirst())
        .startsWith("CREATE TABLE bench." + shape.table().name() + " (")
        .satisfies(create -> assertThat(columns(create)).isEqualTo(10));
    assertThat(statements.get(1)).startsWith("INSERT INTO " + shape.table() + " SELECT ");
    assertThat(statements.getLast()).startsWith("ALTER TABLE").contains("PRIMARY KEY (");
  }

  // A comma within parentheses is a number's scale.
  private static long columns(String create) {
    String inside = create.substring(create.indexOf('(') + 1).replaceAll("\\(\\d+,\\d+\\)", "");
    return inside.chars().filter(c -> c == ',').count() + 1;
  }

  @Test
  void mariaDbHasItsKeyFromTheStartAndItsOwnWords() {
    // when
    List<String> statements = TableShape.SPARSE.statements(Dialect.MARIADB, ROWS);
    // then
    assertThat(statements).hasSize(2);
    assertThat(statements.getFirst()).endsWith(", PRIMARY KEY (id))").contains("ratio double ");
    assertThat(statements.getLast())
        .contains("seq_0_to_38")
        .contains("CAST(begin_id + step AS SIGNED)")
        .contains("INTERVAL (i % 2000) DAY")
        .doesNotContain("::")
        .doesNotContain("generate_series");
  }

  @Test
  void aSparseTableHasRunsEnoughAndTheGapsOfItsDensity() {
    // when
    String sparse = TableShape.SPARSE.statements(Dialect.POSTGRES, ROWS).get(1);
    String seedOne =
        TableShape.SEED_ONE.statements(Dialect.POSTGRES, TableShape.SEED_ONE_ROWS).get(1);
    // then: 20 ids in a run and 980 in a gap on average, whose least one is a third of that
    assertThat(sparse)
        .contains("generate_series(1::bigint, 11010::bigint)")
        .contains("floor(326.6")
        .contains("WHERE i <= 200000");
    assertThat(seedOne).contains("floor(344.2").contains("WHERE i <= 50000");
  }

  @Test
  void onlyTheOrderOfTheHeapTellsShuffledFromDense() {
    // given
    String dense = TableShape.DENSE.statements(Dialect.POSTGRES, ROWS).get(1);
    String shuffled = TableShape.SHUFFLED.statements(Dialect.POSTGRES, ROWS).get(1);
    // then
    assertThat(dense).endsWith(" ORDER BY i");
    assertThat(shuffled.substring(0, shuffled.lastIndexOf(" ORDER BY")))
        .isEqualTo(
            dense
                .substring(0, dense.lastIndexOf(" ORDER BY"))
                .replace("bench.dense", "bench.shuffled"));
    assertThat(shuffled).endsWith("% 2147483647)");
  }

  @Test
  void gapSkewCompositeAndUuid() {
    assertThat(TableShape.GAP.statements(Dialect.POSTGRES, ROWS).get(1))
        .contains("CASE WHEN i <= 100000 THEN i ELSE i + 9000000000000 END");
    assertThat(TableShape.SKEWED.statements(Dialect.POSTGRES, ROWS).get(1))
        .contains("CASE WHEN i <= 180000 THEN i ELSE 180000 + (i - 180000) * 500 END");
    assertThat(TableShape.COMPOSITE.statements(Dialect.POSTGRES, ROWS).get(1))
        .contains("SELECT i, 1 + i % 97 AS tenant, i / 97 AS id");
    assertThat(TableShape.UUID.statements(Dialect.POSTGRES, ROWS).get(1)).contains("AS uuid)");
    assertThat(TableShape.UUID.isNumbered()).isFalse();
  }
}
