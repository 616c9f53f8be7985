package dev.plimsoll.planning.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableSampler;
import dev.plimsoll.testkit.Stack;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The formulas beside indexes that PostgreSQL really built.
final class BuiltIndexIT {
  private static final QualifiedName TABLE = new QualifiedName("public", "built");
  private static final int ROWS = 300_000;

  private static Connection connection;
  private static DatabaseFacts analyzed;

  @BeforeAll
  static void build() throws SQLException {
    connection = Stack.get().createDatabase("built_indexes").connect();
    execute(
        """
        CREATE TABLE built (id bigint, hashkey text COLLATE "C", u uuid, status int, half int,
          label text, maybe bigint) WITH (autovacuum_enabled = off);
        INSERT INTO built
          SELECT i, encode(sha256(i::text::bytea), 'hex'), gen_random_uuid(), i %% 20, i / 2,
                 repeat('x', i %% 40) || i %% 1000, CASE WHEN i %% 2 = 0 THEN i END
          FROM generate_series(1, %d) i;
        """
            .formatted(ROWS));
    DatabaseFacts raw = CatalogReader.read(connection, CatalogScope.of(Set.of(TABLE)));
    DatabaseFacts sampled = TableSampler.complete(connection, raw, TABLE, Set.of("hashkey"));
    assertThat(sampled.tables().get(TABLE).rows()).isCloseTo(ROWS, within(ROWS / 100L));
    execute("ANALYZE built");
    analyzed = CatalogReader.read(connection, CatalogScope.of(Set.of(TABLE)));
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // Reading the catalog has left the session with its own.
      statement.execute("SET search_path = public");
      statement.execute(sql);
    }
  }

  @ParameterizedTest(name = "{0}, unique {1}: within {2}")
  @CsvSource({
    "id, true, 0.02",
    "hashkey, true, 0.02",
    "u, true, 0.02",
    "status id, true, 0.02",
    "id hashkey, true, 0.02",
    "status, false, 0.03",
    "half, false, 0.03",
    "maybe, false, 0.03",
    "label, false, 0.15",
    "label id, true, 0.03",
    "id label, true, 0.03",
    "status label half, false, 0.03",
  })
  void predictsTheSizeOfABuiltIndex(String columns, boolean unique, double tolerance)
      throws SQLException {
    KeyShape key = shape(columns.split(" "));

    long predicted = BtreeSize.bytes(key, unique, BtreeSize.DEFAULT_FILLFACTOR);

    execute("DROP INDEX IF EXISTS built_i");
    execute(
        "CREATE "
            + (unique ? "UNIQUE " : "")
            + "INDEX built_i ON built ("
            + columns.replace(" ", ", ")
            + ")");
    long actual = size();
    double error = (double) predicted / actual - 1;
    System.out.printf(
        "%s: predicted %,d, built %,d: %+.2f %%%n", columns, predicted, actual, 100 * error);
    assertThat(Math.abs(error)).isLessThan(tolerance);
  }

  private static KeyShape shape(String... columns) {
    List<ColumnFacts> key =
        Arrays.stream(columns)
            .map(name -> Objects.requireNonNull(analyzed.column(TABLE, name)))
            .toList();
    return KeyShape.of(ROWS, key);
  }

  private static long size() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_relation_size('built_i')")) {
      row.next();
      return row.getLong(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hashkey", "label", "status label"})
  void predictsTemporaryFilesWithinFivePercent(String columns) throws SQLException {
    KeyShape key = shape(columns.split(" "));
    execute("DROP INDEX IF EXISTS built_i");
    execute("SET maintenance_work_mem = '8MB'; SET max_parallel_maintenance_workers = 0");
    execute("SET log_temp_files = 0");

    long before = temporaryBytes();
    execute("CREATE INDEX built_i ON built (" + columns.replace(" ", ", ") + ")");
    long written = temporaryBytes() - before;
    execute("RESET ALL");

    // Two passes write twice, of which the tapes of one exist at a time.
    int passes = SortMemory.passes(key.sortBytes(), 0, 8 << 20);
    System.out.printf(
        "temporary: predicted %,d, written %,d in %d%n", key.tapeBytes(), written, passes);
    assertThat((double) key.tapeBytes() * passes / written).isEqualTo(1, within(0.05));
  }

  @Test
  void predictsWhatValidationWritesWithinFivePercent() throws SQLException {
    KeyShape key = shape("hashkey");
    int memory = 2 << 20;
    execute("DROP INDEX IF EXISTS built_i");
    execute("SET maintenance_work_mem = '2MB'; SET max_parallel_maintenance_workers = 0");

    long before = temporaryBytes();
    execute("CREATE UNIQUE INDEX built_i ON built (hashkey)");
    long alone = temporaryBytes() - before;
    execute("DROP INDEX built_i");
    before = temporaryBytes();
    execute("CREATE UNIQUE INDEX CONCURRENTLY built_i ON built (hashkey)");
    long validation = temporaryBytes() - before - alone;
    execute("RESET ALL");

    long predicted = SortMemory.validationTapeBytes(key.rows(), memory);
    System.out.printf("validation: predicted %,d, written %,d%n", predicted, validation);
    assertThat((double) predicted / validation).isEqualTo(1, within(0.05));
  }

  private static long temporaryBytes() throws SQLException {
    execute("SELECT pg_stat_force_next_flush()");
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database()")) {
      row.next();
      return row.getLong(1);
    }
  }
}
