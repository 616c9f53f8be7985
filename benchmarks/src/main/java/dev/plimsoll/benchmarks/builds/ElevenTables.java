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

/// Eleven feature tables as the first users had them (9.4·10⁹ rows, 1.5 TB), made smaller: a key of
/// 64 hex digits and about 105 bytes beside it, so that a row takes as much as theirs.
final class ElevenTables {
  private static final String EXAMPLE = "/dev/plimsoll/planning/examples/eleven-tables.json";

  private record Table(QualifiedName name, long rows) {}

  private final List<Table> tables = new ArrayList<>();
  private String collation = "";

  /// @param fraction of the full size: 300 for a three-hundredth
  ElevenTables(int fraction) throws IOException {
    try (InputStream example = ElevenTables.class.getResourceAsStream(EXAMPLE)) {
      for (JsonNode table : Json.MAPPER.readTree(example).path("tables")) {
        String[] name = table.path("table").asText().split("\\.", 2);
        tables.add(
            new Table(new QualifiedName(name[0], name[1]), table.path("rows").asLong() / fraction));
      }
    }
    tables.sort(Comparator.comparingLong(Table::rows).reversed());
  }

  /// The largest first.
  List<QualifiedName> names() {
    return tables.stream().map(Table::name).toList();
  }

  long rows() {
    return tables.stream().mapToLong(Table::rows).sum();
  }

  /// Creates and fills them, without any index, with statistics and as visible to all.
  void create(BenchDatabase database, int parallel) throws Exception {
    database.execute("CREATE SCHEMA " + Identifiers.quote(tables.getFirst().name().schema()));
    List<Callable<Long>> fills = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      int number = i;
      fills.add(() -> fill(database, number));
    }
    SideBySide.sum(parallel, fills);
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

  /// How the key sorts from now on; rewrites nothing, since there is no index.
  ///
  /// @param wanted collation as in SQL, quoted
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

  /// Back to tables without keys.
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

  /// Tables that have their primary key, valid.
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
