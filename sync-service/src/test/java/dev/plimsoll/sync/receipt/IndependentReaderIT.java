package dev.plimsoll.sync.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.connector.postgres.SourceSession;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// DuckDB, which shares no code with us, reads in our files what PostgreSQL says is in the tables.
@ExtendWith(StackExtension.class)
final class IndependentReaderIT {
  private static final int RANDOM_VALUES = 500;

  private static TestDatabase database;
  private static Connection duck;

  @TempDir private static Path folder;

  @BeforeAll
  static void open(Stack stack) throws SQLException {
    database = stack.createDatabase("independent_reader");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(LiteralSamples.DEFINITIONS);
    }
    duck = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
  }

  @AfterAll
  static void close() throws SQLException {
    duck.close();
  }

  static Stream<Sample> samples() {
    return Stream.concat(Stream.of(TypeSamples.values()), Stream.of(LiteralSamples.values()));
  }

  /// A value as text, in each of the two dialects.
  private record Views(String postgres, String duck) {
    static Views of(Sample sample) {
      if (sample == LiteralSamples.MONEY) {
        return new Views("v::numeric(19,2)", "v");
      }
      if (!(sample instanceof TypeSamples type)) {
        return new Views("v::text", "v::VARCHAR");
      }
      return switch (type) {
        case DATE -> new Views("(v - date '1970-01-01')::text", days("v"));
        case TIME, TIMESTAMP, TIMESTAMPTZ ->
            new Views("(extract(epoch FROM v) * 1000000)::bigint::text", "epoch_us(v)::VARCHAR");
        case BYTEA -> new Views("encode(v, 'hex')", "lower(hex(v))");
        // Digits of a float and zeros before a point are each system's own: numbers are compared.
        case FLOAT4,
            FLOAT8,
            NUMERIC_MONEY,
            NUMERIC_SHORT,
            NUMERIC_FRACTION,
            NUMERIC_LONG,
            NUMERIC_SEVENTEEN,
            NUMERIC_WIDE ->
            new Views("v", "v");
        // A cast to text drops the padding.
        case BPCHAR -> new Views("convert_from(bpcharsend(v), 'UTF8')", "v::VARCHAR");
        default -> new Views("v::text", "v::VARCHAR");
      };
    }

    private static String days(String value) {
      return "date_diff('day', DATE '1970-01-01', " + value + ")::VARCHAR";
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void readsWhatPostgresSays(Sample sample) throws Exception {
    // given
    long seed = new Random().nextLong();
    System.out.printf("independent reader %s seed %d%n", sample, seed);
    String table = "read_" + sample.name().toLowerCase(Locale.ROOT);
    try (Connection connection = database.connect()) {
      List<String> values = new ArrayList<>();
      sample.edges().stream().filter(edge -> isWithinDuck(sample, edge)).forEach(values::add);
      Random random = new Random(seed);
      for (int i = 0; i < RANDOM_VALUES; i++) {
        values.add(sample.random(random));
      }
      values.add(null);
      fill(connection, table, sample, values);

      // when
      Path file = write(table);

      // then
      Views views = Views.of(sample);
      List<String> expected =
          rows(connection, "SELECT %s FROM %s ORDER BY id".formatted(views.postgres(), table));
      List<String> read =
          rows(duck, "SELECT %s FROM read_parquet('%s') ORDER BY id".formatted(views.duck(), file));
      assertThat(read).as("seed %d", seed).isEqualTo(expected);
      assertThat(read).hasSize(values.size());
    }
  }

  // What is left out has tests of its own below.
  private static boolean isWithinDuck(Sample sample, String edge) {
    return switch (sample) {
      case TypeSamples.DATE -> !edge.contains("infinity");
      case TypeSamples.TIMESTAMP, TypeSamples.TIMESTAMPTZ ->
          !edge.contains("infinity") && !isWrapped(edge);
      default -> true;
    };
  }

  // Beyond what 64 bits of microseconds from 1970 hold: only we read those back.
  private static boolean isWrapped(String edge) {
    return edge.startsWith("294276")
        || edge.equals("294247-01-10 04:00:54.775807")
        || edge.equals("294247-01-10 04:00:54.775808");
  }

  @ParameterizedTest
  @EnumSource(
      value = TypeSamples.class,
      names = {"DATE", "TIMESTAMP", "TIMESTAMPTZ"})
  void infinitiesAreBeyondEveryOtherMoment(TypeSamples type) throws Exception {
    // given
    String table = "infinite_" + type.name().toLowerCase(Locale.ROOT);
    try (Connection connection = database.connect()) {
      fill(connection, table, type, List.of("infinity", "9999-12-31", "-infinity"));

      // when
      Path file = write(table);

      // then
      assertThat(rows(duck, "SELECT id FROM read_parquet('%s') ORDER BY v".formatted(file)))
          .containsExactly("2", "1", "0");
      assertThat(rows(duck, "SELECT v::VARCHAR FROM read_parquet('%s') ORDER BY v".formatted(file)))
          .first()
          .isEqualTo("-infinity");
      assertThat(rows(duck, "SELECT isinf(v) FROM read_parquet('%s') ORDER BY id".formatted(file)))
          .containsExactly("true", "false", "true");
    }
  }

  @Test
  void findsFieldIdsRowsStatisticsAndMetadata() throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      // given: a column that is no more
      statement.execute(
          """
          CREATE TABLE described (id bigint, gone integer, name text, at timestamptz);
          ALTER TABLE described DROP COLUMN gone;
          INSERT INTO described
          SELECT i, CASE WHEN i > 10 THEN 'n' || i END, 'epoch' FROM generate_series(1, 30000) AS i
          """);

      // when
      Path file = write("described");

      // then
      assertThat(
              rows(
                  duck,
                  ("SELECT name || ' ' || field_id FROM parquet_schema('%s')"
                          + " WHERE type IS NOT NULL ORDER BY field_id")
                      .formatted(file)))
          .containsExactly("id 1", "name 3", "at 4");
      assertThat(rows(duck, "SELECT num_rows FROM parquet_file_metadata('%s')".formatted(file)))
          .containsExactly("30000");
      assertThat(
              rows(
                  duck,
                  ("SELECT min(stats_min_value::BIGINT) || ' ' || max(stats_max_value::BIGINT)"
                          + " || ' ' || sum(num_values) || ' ' || sum(stats_null_count)"
                          + " FROM parquet_metadata('%s') WHERE path_in_schema = 'id'")
                      .formatted(file)))
          .containsExactly("1 30000 30000 0");
      assertThat(
              rows(
                  duck,
                  "SELECT sum(stats_null_count) FROM parquet_metadata('%s') WHERE path_in_schema = 'name'"
                      .formatted(file)))
          .containsExactly("10");
      assertThat(
              rows(duck, "SELECT DISTINCT compression FROM parquet_metadata('%s')".formatted(file)))
          .containsExactly("ZSTD");
      assertThat(
              rows(
                  duck,
                  "SELECT decode(key) || '=' || decode(value) FROM parquet_kv_metadata('%s')"
                      .formatted(file)))
          .contains("plimsoll.rows=30000");
    }
  }

  private static void fill(Connection connection, String table, Sample sample, List<String> values)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      SourceSession.prepare(connection);
      statement.execute("SET default_transaction_read_only = off");
      statement.execute("CREATE TABLE " + table + " (id bigint, v " + sample.sql() + ")");
    }
    try (PreparedStatement row =
        connection.prepareStatement(
            "INSERT INTO " + table + " VALUES (?, ?::" + sample.sql() + ")")) {
      for (int i = 0; i < values.size(); i++) {
        row.setLong(1, i);
        row.setString(2, values.get(i));
        row.addBatch();
      }
      row.executeBatch();
    }
  }

  private static Path write(String table) throws Exception {
    Path file = folder.resolve(table + ".parquet");
    Files.write(file, RoundTrip.parquet(database, table));
    return file;
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(text(rows.getObject(1)));
      }
    }
    return found;
  }

  // Both drivers give numbers as numbers; NaNs are one.
  private static String text(Object value) {
    return switch (value) {
      case null -> null;
      case Double number -> "%016x".formatted(Double.doubleToLongBits(number));
      case Float number -> "%08x".formatted(Float.floatToIntBits(number));
      case BigDecimal number -> number.toPlainString();
      default -> value.toString();
    };
  }
}
