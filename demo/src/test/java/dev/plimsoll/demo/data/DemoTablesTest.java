package dev.plimsoll.demo.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DemoTablesTest {
  private static final long SEED = 7;

  @Test
  void tpchHasItsTablesRowsAndDistinctKeys() throws IOException {
    // when
    List<DemoTable> tables = TpchTables.at(0.01);
    // then
    assertThat(tables)
        .extracting(table -> table.name().name())
        .containsExactly(
            "lineitem", "orders", "partsupp", "part", "customer", "supplier", "nation", "region");
    for (DemoTable table : tables) {
      List<String[]> rows = rows(table);
      assertThat(rows).as("%s", table.name()).allMatch(row -> row.length == table.columns().size());
      assertThat((double) rows.size())
          .as("%s", table.name())
          .isBetween(table.expectedRows() * 0.98, table.expectedRows() * 1.02);
      assertThat(keys(table, rows)).as("%s", table.name()).hasSameSizeAs(rows);
    }
  }

  @Test
  void tpchDatesAreThoseOfTheBenchmark() throws IOException {
    // given
    DemoTable lineitem = TpchTables.at(0.001).getFirst();
    // when
    List<String> shipped = rows(lineitem).stream().map(row -> row[10]).toList();
    // then
    assertThat(shipped)
        .allMatch(date -> date.compareTo("1992-01-01") >= 0 && date.compareTo("1998-12-31") <= 0);
  }

  @Test
  void sparseIdsFillAboutTwoPercentOfTheirRangeInClusters() throws IOException {
    // when
    List<String[]> rows = rows(SparseTable.seeded(SEED));
    // then
    long[] ids = rows.stream().mapToLong(row -> Long.parseLong(row[0])).toArray();
    assertThat(ids).hasSize(SparseTable.ROWS).isSorted().doesNotHaveDuplicates();
    double density = (double) ids.length / (ids[ids.length - 1] - ids[0] + 1);
    assertThat(density).as("seed %s", SEED).isBetween(0.018, 0.020);
    long wideGaps = 0;
    long longest = 0;
    for (int i = 1; i < ids.length; i++) {
      long gap = ids[i] - ids[i - 1] - 1;
      wideGaps += gap > 1_000 ? 1 : 0;
      longest = Math.max(longest, gap);
    }
    assertThat(wideGaps).isBetween(20L, 500L);
    assertThat(longest).isGreaterThan(50_000);
  }

  @Test
  void featureTablesHaveHashKeysAndNoPrimaryKey() throws IOException {
    // when
    List<DemoTable> tables = FeatureTables.at(0.01, SEED);
    // then
    assertThat(tables).hasSizeGreaterThanOrEqualTo(3);
    for (DemoTable table : tables) {
      List<String[]> rows = rows(table);
      assertThat(table.primaryKey()).isEmpty();
      assertThat(rows).hasSize((int) table.expectedRows());
      assertThat(rows).allMatch(row -> row[0].matches("[0-9a-f]{64}"));
      assertThat(rows.stream().map(row -> row[0]).distinct()).hasSameSizeAs(rows);
    }
    assertThat(tables.getFirst().expectedRows())
        .isGreaterThan(50 * tables.getLast().expectedRows());
  }

  @Test
  void theSameSeedMakesTheSameRowsAndAnotherSeedOthers() throws IOException {
    assertThat(text(SparseTable.seeded(SEED))).isEqualTo(text(SparseTable.seeded(SEED)));
    assertThat(text(SparseTable.seeded(SEED))).isNotEqualTo(text(SparseTable.seeded(SEED + 1)));
    DemoTable features = FeatureTables.at(0.001, SEED).getFirst();
    assertThat(text(features)).isEqualTo(text(FeatureTables.at(0.001, SEED).getFirst()));
    assertThat(text(features)).isNotEqualTo(text(FeatureTables.at(0.001, SEED + 1).getFirst()));
  }

  private static Set<String> keys(DemoTable table, List<String[]> rows) {
    int[] at =
        table.primaryKey().stream()
            .mapToInt(
                key -> table.columns().stream().map(DemoTable.Column::name).toList().indexOf(key))
            .toArray();
    Set<String> keys = new HashSet<>();
    for (String[] row : rows) {
      StringBuilder key = new StringBuilder();
      for (int column : at) {
        key.append(row[column]).append('|');
      }
      keys.add(key.toString());
    }
    return keys;
  }

  private static List<String[]> rows(DemoTable table) throws IOException {
    return text(table).lines().map(line -> line.split("\t", -1)).toList();
  }

  private static String text(DemoTable table) throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    CopyTextWriter copy = new CopyTextWriter(written::write);
    table.rows().writeTo(copy);
    copy.flush();
    return written.toString(StandardCharsets.UTF_8);
  }
}
