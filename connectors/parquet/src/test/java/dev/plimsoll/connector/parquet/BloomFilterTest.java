package dev.plimsoll.connector.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bloom filters, asked by DuckDB, which shares no code with us.
final class BloomFilterTest {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("id", PgType.INT8, -1, "bigint", null, true, 1, null),
          new Column("name", PgType.TEXT, -1, "text", null, false, 2, null));

  @TempDir private Path folder;

  @Test
  void tellWhereAValueIsNot() throws Exception {
    // given rows in several row groups, no name twice
    String file = write(60_000, 512 << 10, List.of("name"));

    // when / then: only the row group that has the name is to be read
    List<Boolean> there = excluded(file, "name", "'name 40000'");
    assertThat(there).hasSizeGreaterThan(2).containsOnlyOnce(false);
    assertThat(excluded(file, "name", "'another name'")).doesNotContain(false);
  }

  @Test
  void areOfTheColumnsThatWereAskedFor() throws Exception {
    String file = write(1_000, 512 << 10, List.of("name"));
    assertThat(filters(file, "name")).isEqualTo(1);
    assertThat(filters(file, "id")).isZero();
  }

  @Test
  void takeABoundedShareOfMemoryHoweverManyRowGroupsThereAre() throws Exception {
    // given 32 MB for filters of 512 kB
    String file = write(40_000, 8 << 10, List.of("name"));

    // when / then
    assertThat(rowGroups(file)).isGreaterThan(64);
    assertThat(filters(file, "name")).isEqualTo(64);
  }

  private String write(int rows, long rowGroupBytes, List<String> bloomFilters) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FileForm form = new FileForm(rowGroupBytes, PageCodec.ZSTD, 1, bloomFilters);
    try (ParquetRowWriter writer = new ParquetRowWriter(out, COLUMNS, form)) {
      ByteBuilder row = new ByteBuilder(64);
      for (int i = 0; i < rows; i++) {
        byte[] name = ("name " + i).getBytes(StandardCharsets.UTF_8);
        row.clear();
        row.putShort(2);
        row.putInt(8);
        row.putLong(i);
        row.putInt(name.length);
        row.write(name);
        byte[] tuple = new byte[row.size()];
        System.arraycopy(row.array(), 0, tuple, 0, tuple.length);
        writer.write(tuple);
      }
      writer.finish(Map.of());
    }
    return Files.write(folder.resolve("file.parquet"), out.toByteArray()).toString();
  }

  /// Whether the filter of each row group says that the value is not there.
  private static List<Boolean> excluded(String file, String column, String value)
      throws SQLException {
    List<Boolean> answers = new ArrayList<>();
    try (Connection duck = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
        Statement statement = duck.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT bloom_filter_excludes FROM parquet_bloom_probe('%s', '%s', %s)"
                    .formatted(file, column, value))) {
      while (row.next()) {
        answers.add(row.getBoolean(1));
      }
    }
    return answers;
  }

  private static long filters(String file, String column) throws SQLException {
    return count(
        "SELECT count(bloom_filter_offset) FROM parquet_metadata('%s') WHERE path_in_schema = '%s'"
            .formatted(file, column));
  }

  private static long rowGroups(String file) throws SQLException {
    return count("SELECT count(DISTINCT row_group_id) FROM parquet_metadata('%s')".formatted(file));
  }

  private static long count(String sql) throws SQLException {
    try (Connection duck = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
        Statement statement = duck.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
