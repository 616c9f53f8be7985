package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Two statements side by side, each on one half of the table's blocks. They share no snapshot, and
/// nobody merges what they find: it is what the server could do at best with two cores.
final class HalvesContender implements KnnContender {
  private record Halves(String first, String second) {}

  private final String name;
  private final VectorType type;
  private final Connection one;
  private final Connection other;
  private final Map<QualifiedName, Halves> statements = new HashMap<>();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  HalvesContender(String name, VectorType type, Connection one, Connection other)
      throws SQLException {
    this.name = name;
    this.type = type;
    this.one = one;
    this.other = other;
    for (Connection session : List.of(one, other)) {
      BenchDatabase.execute(session, "SET jit = off", "SET max_parallel_workers_per_gather = 0");
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Answer search(KnnQuery query)
      throws SQLException, InterruptedException, ExecutionException {
    Halves halves = halves(query.table());
    Future<List<Row>> first =
        thread.submit(() -> PlainContender.rows(other, halves.first(), query));
    List<Row> second = PlainContender.rows(one, halves.second(), query);
    return new Answer(List.of(first.get(), second), 2, "");
  }

  private Halves halves(QualifiedName table) throws SQLException {
    Halves known = statements.get(table);
    if (known == null) {
      String middle = "'(%d,0)'".formatted(BenchDatabase.blocks(one, table) / 2);
      known =
          new Halves(
              type.exact(table, "t.ctid < " + middle), type.exact(table, "t.ctid >= " + middle));
      statements.put(table, known);
    }
    return known;
  }

  @Override
  public void close() throws SQLException {
    thread.shutdownNow();
    try (one;
        other) {
      statements.clear();
    }
  }
}
