package dev.plimsoll.benchmarks.builds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.postgres.sql.Identifiers;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Eleven feature tables as the first users had them (9.4·10⁹ rows, 1.5 TB), made smaller: a key of
/// 64 hex digits and about 105 bytes beside it, so that a row takes as much as theirs.
final class ElevenTables {
  private static final String EXAMPLE = "/dev/plimsoll/planning/examples/eleven-tables.json";

  interface Sessions {
    Connection open() throws SQLException;
  }

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
  void create(Sessions sessions, int parallel) throws Exception {
    try (Connection connection = sessions.open();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + Identifiers.quote(tables.getFirst().name().schema()));
    }
    try (ExecutorService workers = Executors.newFixedThreadPool(parallel)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < tables.size(); i++) {
        int number = i;
        running.add(
            workers.submit(
                () -> {
                  fill(sessions, number);
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  private void fill(Sessions sessions, int number) throws SQLException {
    String table = Identifiers.quote(tables.get(number).name());
    try (Connection connection = sessions.open();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE %s (
            hashkey text NOT NULL,
            f1 double precision, f2 double precision, f3 double precision, f4 double precision,
            f5 double precision, f6 double precision, f7 double precision, f8 double precision,
            updated_at timestamptz
          )
          """
              .formatted(table));
      statement.execute(
          """
          INSERT INTO %s
          SELECT encode(sha256(int8send(i * 16 + %d)), 'hex'), i, i, i, i, i, i, i, i,
                 timestamptz '2026-01-01' + i * interval '1 ms'
          FROM generate_series(1, %d) AS i
          """
              .formatted(table, number, tables.get(number).rows()));
      statement.execute("VACUUM (FREEZE, ANALYZE) " + table);
    }
  }

  /// How the key sorts from now on; rewrites nothing, since there is no index.
  ///
  /// @param wanted collation as in SQL, quoted
  void collate(Connection connection, String wanted) throws SQLException {
    if (wanted.equals(collation)) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      for (QualifiedName table : names()) {
        statement.execute(
            "ALTER TABLE %s ALTER COLUMN hashkey TYPE text COLLATE %s"
                .formatted(Identifiers.quote(table), wanted));
        // The type's change took the statistics with it.
        statement.execute("ANALYZE " + Identifiers.quote(table) + " (hashkey)");
      }
    }
    collation = wanted;
  }

  /// Back to tables without keys.
  void dropKeys(Connection connection) throws SQLException {
    for (QualifiedName table : names()) {
      dropKey(connection, table);
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    }
  }

  void dropKey(Connection connection, QualifiedName table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s"
              .formatted(Identifiers.quote(table), Identifiers.quote(table.name() + "_pkey")));
    }
  }

  /// Tables that have their primary key, valid.
  int keys(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'features' AND i.indisprimary AND i.indisvalid
                """)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
