package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Maker of tables `(id int PRIMARY KEY, v vector or real[])`.
///
/// @param vectors of their rows; that of an id is the same in every table
record KnnTables(KnnDatabase database, LatentVectors vectors) {
  // The graph of 100,000 vectors fits in it: one that does not is built many times as slowly.
  private static final String MEMORY = "SET maintenance_work_mem = '256MB'";

  /// Makes a table with ids from 0 on.
  QualifiedName create(int rows) throws SQLException {
    QualifiedName table = database.table("rows_" + rows);
    String quoted = Identifiers.quote(table);
    try (Connection connection = database.open()) {
      BenchDatabase.execute(
          connection,
          "CREATE TABLE %s (id int NOT NULL, v %s)".formatted(quoted, database.type().declared()));
      fill(connection, quoted, rows);
      BenchDatabase.execute(
          connection,
          "ALTER TABLE %s ADD PRIMARY KEY (id)".formatted(quoted),
          "VACUUM (ANALYZE) " + quoted);
    }
    return table;
  }

  private void fill(Connection connection, String quoted, int rows) throws SQLException {
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY %s FROM STDIN".formatted(quoted));
    try {
      for (int id = 0; id < rows; id++) {
        byte[] line =
            (id + "\t" + database.type().text(vectors.row(id)) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
        copy.writeToCopy(line, 0, line.length);
      }
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /// Copies a table and indexes the copy.
  ///
  /// @param partitions by hash, with an index each; 0 for a table without partitions
  QualifiedName indexed(QualifiedName table, int partitions) throws SQLException {
    QualifiedName copy = database.table(table.name() + "_hnsw_" + partitions);
    String quoted = Identifiers.quote(copy);
    try (Connection connection = database.open()) {
      BenchDatabase.execute(
          connection,
          MEMORY,
          "CREATE TABLE %s (id int PRIMARY KEY, v %s)%s"
              .formatted(
                  quoted,
                  database.type().declared(),
                  partitions == 0 ? "" : " PARTITION BY HASH (id)"));
      for (int i = 0; i < partitions; i++) {
        BenchDatabase.execute(
            connection,
            "CREATE TABLE %s PARTITION OF %s FOR VALUES WITH (MODULUS %d, REMAINDER %d)"
                .formatted(
                    Identifiers.quote(database.table(copy.name() + "_" + i)),
                    quoted,
                    partitions,
                    i));
      }
      BenchDatabase.execute(
          connection,
          "INSERT INTO %s SELECT * FROM %s".formatted(quoted, Identifiers.quote(table)),
          "CREATE INDEX ON %s USING hnsw (v %s)".formatted(quoted, database.type().operatorClass()),
          "VACUUM (ANALYZE) " + quoted);
    }
    return copy;
  }

  void drop(QualifiedName table) throws SQLException {
    try (Connection connection = database.open()) {
      BenchDatabase.execute(connection, "DROP TABLE " + Identifiers.quote(table));
    }
  }
}
