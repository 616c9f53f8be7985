package dev.plimsoll.demo.vectors;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.SearchWish;
import dev.plimsoll.demo.vectors.VectorEvidence.Indexing;
import dev.plimsoll.demo.vectors.VectorEvidence.Indexing.Absent;
import dev.plimsoll.demo.vectors.VectorEvidence.Indexing.Built;
import dev.plimsoll.demo.vectors.VectorEvidence.Indexing.Effort;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What an HNSW index of pgvector finds, where the server has pgvector.
final class HnswTrial {
  /// An index of more would take most of the demo.
  private static final long MOST_ROWS = 20_000;

  private static final List<Integer> EFFORTS = List.of(10, 40, 160);
  private static final String TABLE = "items_indexed";
  private static final QualifiedName NAME = new QualifiedName("public", TABLE);
  private static final double NANOS = Duration.ofMillis(1).toNanos();

  private static final String AVAILABLE =
      "SELECT default_version FROM pg_available_extensions WHERE name = 'vector'";
  private static final String FILL =
      """
      INSERT INTO %s SELECT id, v::vector FROM %s ORDER BY id LIMIT %d"""
          .formatted(TABLE, DemoVectors.TABLE, MOST_ROWS);

  private final Asker asker;
  private final String database;
  private final Consumer<String> say;

  HnswTrial(Asker asker, String database, Consumer<String> say) {
    this.asker = asker;
    this.database = database;
    this.say = say;
  }

  /// @param connection in auto-commit mode, of a role that may create extensions
  Indexing run(Connection connection, List<Question> questions) throws SQLException {
    Optional<String> version = Sql.of(connection, AVAILABLE).first(row -> row.getString(1));
    if (version.isEmpty()) {
      return new Absent("this PostgreSQL has no pgvector");
    }
    long begin = System.nanoTime();
    long rows;
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION vector");
      statement.execute(
          "CREATE TABLE %s (id bigint PRIMARY KEY, v vector(%d) NOT NULL)"
              .formatted(TABLE, DemoVectors.DIMENSIONS));
      rows = Sql.of(connection, FILL).update();
      statement.execute("GRANT SELECT ON %s TO PUBLIC".formatted(TABLE));
      statement.execute("SET maintenance_work_mem = '128MB'");
      begin = System.nanoTime();
      statement.execute("CREATE INDEX ON %s USING hnsw (v vector_l2_ops)".formatted(TABLE));
      statement.execute("VACUUM (ANALYZE) " + TABLE);
    }
    long buildMillis = Math.round((System.nanoTime() - begin) / NANOS);
    say.accept("an HNSW index of pgvector %s is built".formatted(version.get()));
    List<Question> ofTable = new ArrayList<>();
    for (Question question : questions) {
      ofTable.add(
          new Question(
              question.vector(),
              NearestOracle.nearest(connection, TABLE, question.vector(), Asker.NEIGHBORS)));
    }
    List<Effort> efforts = new ArrayList<>();
    efforts.add(effort(ofTable, null));
    for (Integer ef : EFFORTS) {
      efforts.add(effort(ofTable, ef));
    }
    return new Built(version.get(), rows, buildMillis, efforts);
  }

  private Effort effort(List<Question> questions, @Nullable Integer ef) {
    SearchWish wish = ef == null ? SearchWish.EXACT : SearchWish.INDEX;
    List<Double> times = new ArrayList<>();
    long hits = 0;
    long wanted = 0;
    String method = "";
    // Not measured: the index is in nobody's buffers yet.
    asker.search(List.of(database), NAME, questions.getLast().vector(), wish, ef);
    for (Question question : questions) {
      long begin = System.nanoTime();
      NearestRows answer = asker.search(List.of(database), NAME, question.vector(), wish, ef);
      times.add((System.nanoTime() - begin) / NANOS);
      method = answer.searches().getFirst().way().method().toString();
      Set<String> found = new HashSet<>();
      NearRow.of(answer).forEach(row -> found.add(row.id()));
      wanted += question.nearest().size();
      hits += question.nearest().stream().filter(row -> found.contains(row.id())).count();
    }
    return new Effort(ef, method, (double) hits / wanted, WayFigures.median(times));
  }
}
