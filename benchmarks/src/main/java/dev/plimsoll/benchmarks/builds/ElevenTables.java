package dev.plimsoll.benchmarks.builds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.benchmarks.harness.SideBySide;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/// Eleven feature tables of the first users (9.4·10⁹ rows, 1.5 TB), made smaller. A row is as wide
/// as theirs: a key of 64 hex digits and about 105 bytes.
final class ElevenTables {

  private record Table(QualifiedName name, long rows) {}

  private final List<Table> tables = new ArrayList<>();
  private String collation = "";

  /// @param fraction divisor of the full size
  ElevenTables(int fraction) throws IOException {
    String path = "/dev/plimsoll/planning/examples/eleven-tables.json";
    try (InputStream example = ElevenTables.class.getResourceAsStream(path)) {
      for (JsonNode table : Json.MAPPER.readTree(example).path("tables")) {
        String[] name = table.path("table").asText().split("\\.", 2);
        tables.add(
            new Table(new QualifiedName(name[0], name[1]), table.path("rows").asLong() / fraction));
      }
    }
    tables.sort(Comparator.comparingLong(Table::rows).reversed());
  }

  /// Names, the largest table first.
  List<QualifiedName> names() {
    return tables.stream().map(Table::name).toList();
  }

  long rows() {
    return tables.stream().mapToLong(Table::rows).sum();
  }

  /// Creates and fills the tables without indexes, frozen and analysed.
  void create(BenchDatabase database, int parallel) throws Exception {
    database.execute("CREATE SCHEMA " + Identifiers.quote(tables.getFirst().name().schema()));
    SideBySide.sum(
        parallel,
        IntStream.range(0, tables.size())
            .<Callable<Long>>mapToObj(number -> () -> fill(database, number))
            .toList());
  }

  private long fill(BenchDatabase database, int number) throws SQLException {
    long rows = tables.get(number).rows();
    String table = Identifiers.quote(tables.get(number).name());
    database.execute(
        """
        CREATE TABLE %s (
          hashkey text NOT NULL,
          f1 double precision, f2 double precision, f3 double precision, f4 double precision,
          f5 double precision, f6 double precision, f7 double precision, f8 double precision,
          updated_at timestamptz
        )
        """
            .formatted(table),
        """
        INSERT INTO %s
        SELECT encode(sha256(int8send(i * 16 + %d)), 'hex'), i, i, i, i, i, i, i, i,
               timestamptz '2026-01-01' + i * interval '1 ms'
        FROM generate_series(1, %d) AS i
        """
            .formatted(table, number, rows),
        "VACUUM (FREEZE, ANALYZE) " + table);
    return rows;
  }

  /// Sets the key's collation (in SQL, quoted); rewrites nothing, since there is no index.
  void collate(Connection connection, String wanted) throws SQLException {
    if (wanted.equals(collation)) {
      return;
    }
    for (QualifiedName table : names()) {
      String quoted = Identifiers.quote(table);
      BenchDatabase.execute(
          connection,
          "ALTER TABLE %s ALTER COLUMN hashkey TYPE text COLLATE %s".formatted(quoted, wanted),
          // The type's change took the statistics with it.
          "ANALYZE " + quoted + " (hashkey)");
    }
    collation = wanted;
  }

  void dropKeys(Connection connection) throws SQLException {
    for (QualifiedName table : names()) {
      dropKey(connection, table);
    }
    BenchDatabase.execute(connection, "CHECKPOINT");
  }

  void dropKey(Connection connection, QualifiedName table) throws SQLException {
    BenchDatabase.execute(
        connection,
        "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s"
            .formatted(Identifiers.quote(table), Identifiers.quote(table.name() + "_pkey")));
  }

  /// Number of tables with a valid primary key.
  int keys(Connection connection) throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'features' AND i.indisprimary AND i.indisvalid
            """)
        .one(row -> row.getInt(1));
  }
}
