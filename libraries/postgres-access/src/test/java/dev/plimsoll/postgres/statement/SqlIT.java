package dev.plimsoll.postgres.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SqlIT {
  private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final Instant TIME = Instant.parse("2024-02-29T23:59:59.123456Z");

  private TestDatabase database;
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    database = Stack.get().createDatabase("sql");
    connection = database.connect();
    Sql.of(connection, "CREATE TABLE item (number int PRIMARY KEY, name text)").update();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private String asText(String cast, @Nullable Object value) throws SQLException {
    return Sql.of(connection, "SELECT ?" + cast + "::text", value)
        .one(row -> String.valueOf(row.getString(1)));
  }

  /// The type that the driver names to the server.
  private String named(Object value) throws SQLException {
    return Sql.of(connection, "SELECT pg_typeof(?)::text", value).one(row -> row.getString(1));
  }

  @Test
  void eachTypeIsBoundAsItsOwn() throws SQLException {
    assertThat(asText("", "it's")).isEqualTo("it's");
    assertThat(asText("", TimeUnit.DAYS)).isEqualTo("DAYS");
    assertThat(asText("", Integer.MIN_VALUE)).isEqualTo("-2147483648");
    assertThat(asText("", Long.MAX_VALUE)).isEqualTo("9223372036854775807");
    assertThat(asText("", 0.1)).isEqualTo("0.1");
    assertThat(asText("", true)).isEqualTo("true");
    assertThat(asText("", ID)).isEqualTo(ID.toString());
    assertThat(asText("", Duration.ofMillis(1_500))).isEqualTo("1.5");
    assertThat(asText("", "é".getBytes(StandardCharsets.UTF_8))).isEqualTo("\\xc3a9");
    assertThat(asText("", new String[] {"a,b", "\""})).isEqualTo("{\"a,b\",\"\\\"\"}");
    assertThat(asText("", new UUID[] {ID})).isEqualTo("{" + ID + "}");
    assertThat(asText("", new Long[] {1L, -1L})).isEqualTo("{1,-1}");
    assertThat(asText("", new Integer[] {})).isEqualTo("{}");
    assertThat(asText("", new long[] {1, -1})).isEqualTo("{1,-1}");
    assertThat(asText("", new int[] {})).isEqualTo("{}");
    assertThat(asText("", new Boolean[] {true, false})).isEqualTo("{t,f}");
    assertThat(asText("", new byte[][] {{1}, {}})).isEqualTo("{\"\\\\x01\",\"\\\\x\"}");
  }

  @Test
  void theServerIsGivenTheTypeThatTheTableOfTypesNames() throws SQLException {
    assertThat(named("a")).isEqualTo("character varying");
    assertThat(named(TimeUnit.DAYS)).isEqualTo("character varying");
    assertThat(named(1)).isEqualTo("integer");
    assertThat(named(1L)).isEqualTo("bigint");
    assertThat(named(1.0)).isEqualTo("double precision");
    assertThat(named(true)).isEqualTo("boolean");
    assertThat(named(ID)).isEqualTo("uuid");
    assertThat(named(TIME)).isEqualTo("timestamp with time zone");
    assertThat(named(OffsetDateTime.parse("2024-02-29T23:59:59+02:00")))
        .isEqualTo("timestamp with time zone");
    assertThat(named(Duration.ZERO)).isEqualTo("double precision");
    assertThat(named(new byte[0])).isEqualTo("bytea");
    assertThat(named(new String[0])).isEqualTo("text[]");
    assertThat(named(new UUID[0])).isEqualTo("uuid[]");
    assertThat(named(new Long[0])).isEqualTo("bigint[]");
    assertThat(named(new Integer[0])).isEqualTo("integer[]");
    assertThat(named(new long[0])).isEqualTo("bigint[]");
    assertThat(named(new int[0])).isEqualTo("integer[]");
    assertThat(named(new Boolean[0])).isEqualTo("boolean[]");
    assertThat(named(new byte[0][])).isEqualTo("bytea[]");
  }

  @Test
  void nullGoesWhereverTheServerKnowsTheType() throws SQLException {
    for (String cast :
        List.of(
            "::text",
            "::int",
            "::bigint",
            "::float8",
            "::boolean",
            "::uuid",
            "::timestamptz",
            "::bytea",
            "::jsonb",
            "::text[]",
            "::uuid[]",
            "::bigint[]",
            "::int[]")) {
      assertThat(asText(cast, (Object) null)).as(cast).isEqualTo("null");
    }
  }

  @Test
  void timesKeepTheirMicroseconds() throws SQLException {
    Instant read =
        Sql.of(connection, "SELECT ? AS at", TIME).one(row -> Columns.instant(row, "at"));
    Instant offset =
        Sql.of(connection, "SELECT ? AS at", OffsetDateTime.parse("2024-02-29T23:59:59+02:00"))
            .one(row -> Columns.instant(row, "at"));
    assertThat(read).isEqualTo(TIME);
    assertThat(offset).isEqualTo(Instant.parse("2024-02-29T21:59:59Z"));
  }

  @Test
  void arraysAreReadAsListsAndNullAsNone() throws SQLException {
    String nulls = "SELECT ?::timestamptz AS at, ?::text[] AS t, ?::int8[] AS n, ?::uuid[] AS i";
    List<List<?>> none = Sql.of(connection, nulls, null, null, null, null).one(SqlIT::lists);
    assertThat(none).isEqualTo(List.of(List.of(), List.of(), List.of()));

    String arrays = "SELECT ? AS at, ? AS t, ? AS n, ? AS i";
    List<List<?>> some =
        Sql.of(connection, arrays, TIME, new String[] {"a"}, new Long[] {7L}, new UUID[] {ID})
            .one(SqlIT::lists);
    assertThat(some).isEqualTo(List.of(List.of("a"), List.of(7L), List.of(ID)));
  }

  private static List<List<?>> lists(ResultSet row) throws SQLException {
    return List.of(Columns.texts(row, "t"), Columns.longs(row, "n"), Columns.uuids(row, "i"));
  }

  @Test
  void aTimeMayBeNull() throws SQLException {
    String sql = "SELECT ?::timestamptz IS NULL AS absent, ?::timestamptz AS at";
    boolean isNull =
        Sql.of(connection, sql, null, null)
            .one(row -> row.getBoolean("absent") && Columns.instantOrNull(row, "at") == null);
    assertThat(isNull).isTrue();
  }

  @Test
  void whatCannotBeBoundIsRefused() throws SQLException {
    assertThatThrownBy(() -> asText("", BigDecimal.ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parameter 1 is a java.math.BigDecimal, which cannot be bound");
    assertThatThrownBy(() -> asText("", List.of("a"))).isInstanceOf(IllegalArgumentException.class);
    Object[] all = new String[] {"a", "b"};
    assertThatThrownBy(() -> Sql.of(connection, "SELECT ?, ?", all).exists())
        .isInstanceOf(IllegalArgumentException.class);
    // then the connection is still good
    assertThat(asText("", "a")).isEqualTo("a");
  }

  @Test
  void aBatchRunsOnceForEachItemAndNotAtAllForNone() throws SQLException {
    String insert = "INSERT INTO item (number, name) VALUES (?, ?)";
    Sql.batch(connection, insert, List.<Integer>of(), number -> Sql.row(number, "a"));
    assertThat(Sql.of(connection, "SELECT FROM item").exists()).isFalse();

    Sql.batch(
        connection, insert, List.of(1, 2, 3), number -> Sql.row(number, number == 2 ? null : "a"));

    assertThat(
            Sql.of(connection, "SELECT coalesce(name, '-') FROM item ORDER BY number")
                .list(SqlIT::text))
        .containsExactly("a", "-", "a");
  }

  @Test
  void rowsAreListedInOrderAndTheFirstMayBeMissing() throws SQLException {
    String series = "SELECT n::text FROM generate_series(1, ?) n ORDER BY n";
    assertThat(Sql.of(connection, series, 3).list(SqlIT::text)).containsExactly("1", "2", "3");
    assertThat(Sql.of(connection, series, 0).list(SqlIT::text)).isEmpty();
    assertThat(Sql.of(connection, series, 3).first(SqlIT::text)).contains("1");
    assertThat(Sql.of(connection, series, 0).first(SqlIT::text)).isEmpty();
    assertThat(Sql.of(connection, series, 3).exists()).isTrue();
    assertThatThrownBy(() -> Sql.of(connection, series, 0).one(SqlIT::text))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(series);
  }

  @Test
  void rowsByTheirKeyKeepTheirOrderAndTheLaterRowOfAKey() throws SQLException {
    String pairs = "SELECT * FROM (VALUES ('b', 1), ('a', 2), ('b', 3)) v (key, value)";
    Map<String, Integer> values =
        Sql.of(connection, pairs).map(SqlIT::text, row -> row.getInt("value"));
    assertThat(values).containsExactly(Map.entry("b", 3), Map.entry("a", 2));
  }

  @Test
  void anUpdateTellsHowManyRowsItHasChanged() throws SQLException {
    assertThat(Sql.of(connection, "INSERT INTO item VALUES (1, 'a'), (2, 'b')").update())
        .isEqualTo(2);
    assertThat(Sql.of(connection, "DELETE FROM item WHERE number > ?", 2).update()).isZero();
    assertThat(Sql.of(connection, "DELETE FROM item WHERE number > ?", 2).updateAny()).isFalse();
    assertThat(Sql.of(connection, "DELETE FROM item WHERE number > ?", 1).updateAny()).isTrue();
    assertThatThrownBy(() -> Sql.of(connection, "INSERT INTO item VALUES (?, 'a')", 1).update())
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
  }

  @Test
  void aMapperMayRunAnotherStatement() throws SQLException {
    List<String> sums =
        Sql.of(connection, "SELECT n FROM generate_series(1, 2) n")
            .list(
                row -> Sql.of(connection, "SELECT (? + 1)::text", row.getInt(1)).one(SqlIT::text));
    assertThat(sums).containsExactly("2", "3");
  }

  @Test
  void aTextThatIsRunOftenIsPreparedOnceByTheServer() throws SQLException {
    // given runs beyond the driver's threshold of 5
    for (int i = 0; i < 20; i++) {
      Sql.of(connection, "SELECT name FROM item WHERE number = ?", i).list(SqlIT::text);
    }

    // then the server has been asked for the text, and has run it, under one name
    String prepared =
        "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE ?";
    assertThat(Sql.of(connection, prepared, "SELECT name FROM item%").list(row -> row.getInt(1)))
        .containsExactly(16);
  }

  private static String text(ResultSet row) throws SQLException {
    return row.getString(1);
  }
}
