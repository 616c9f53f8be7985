package dev.plimsoll.demo.vectors;

import dev.plimsoll.cli.api.SearchApi;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.demo.vectors.VectorEvidence.Asked;
import dev.plimsoll.demo.vectors.VectorEvidence.Changes;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// Rows are deleted and inserted: a search of the table shows it at once, one in memory when its
/// copy is read again.
final class ChangedRows {
  private static final int DELETED = 3;
  private static final int INSERTED = 2;

  private static final SearchTuning ALWAYS_FRESH =
      new SearchTuning(null, null, null, null, null, null, null, 0L);

  private static final String DELETE =
      "DELETE FROM %s WHERE id = ANY (?)".formatted(DemoVectors.TABLE);

  private static final String INSERT =
      """
      INSERT INTO %s
      SELECT ? + n, CAST(translate(?, '[]', '{}') AS real[]) FROM generate_series(1, ?) AS n"""
          .formatted(DemoVectors.TABLE);

  private final SearchApi api;
  private final Asker asker;
  private final String database;

  ChangedRows(SearchApi api, Asker asker, String database) {
    this.api = api;
    this.asker = asker;
    this.database = database;
  }

  /// @param connection in auto-commit mode
  Changes run(Connection connection, DemoVectors vectors, List<Question> questions)
      throws SQLException {
    Question before = questions.getFirst();
    Asked read = asker.ask(database, AskedWay.MEMORY, before);
    change(connection, vectors, before);
    Instant at = Instant.now();
    Question after = new Question(before.vector(), nearest(connection, before.vector()));
    Asked exact = asker.ask(database, AskedWay.SESSIONS, after);
    Asked copy = asker.ask(database, AskedWay.MEMORY, before);
    // A run that takes minutes finds the copy too old, and it is read again.
    if (!Objects.equals(copy.search().asOf(), read.search().asOf())) {
      copy = new Asked(copy.way(), copy.elapsedMs(), copy.answer(), after.nearest());
    }
    api.tune(database, ALWAYS_FRESH);
    Asked refreshed = asker.askUnderSettings(List.of(database), AskedWay.MEMORY, after);
    return new Changes(at, DELETED, INSERTED, exact, copy, refreshed);
  }

  private static void change(Connection connection, DemoVectors vectors, Question question)
      throws SQLException {
    Long[] nearest =
        question.nearest().stream()
            .limit(DELETED)
            .map(row -> Long.valueOf(row.id()))
            .toArray(Long[]::new);
    connection.setAutoCommit(false);
    Sql.of(connection, DELETE, (Object) nearest).update();
    Sql.of(connection, INSERT, vectors.rows(), question.vector(), INSERTED).update();
    connection.commit();
    connection.setAutoCommit(true);
  }

  private static List<NearRow> nearest(Connection connection, String vector) throws SQLException {
    return NearestOracle.nearest(connection, DemoVectors.TABLE, vector, Asker.NEIGHBORS);
  }
}
