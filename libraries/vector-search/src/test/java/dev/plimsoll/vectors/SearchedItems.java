package dev.plimsoll.vectors;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.scan.workers.WorkerEstimator;
import dev.plimsoll.testkit.TestDatabase;
import dev.plimsoll.vectors.memory.MemoryLine;
import dev.plimsoll.vectors.plan.SearchMode;
import dev.plimsoll.vectors.search.SearchRequest;
import dev.plimsoll.vectors.session.Cancellation;
import dev.plimsoll.vectors.session.SearchSessions.Limits;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// A table with vectors, and searches of it.
final class SearchedItems {
  static final QualifiedName ITEMS = new QualifiedName("public", "items");
  static final SearchRequest NEAREST = new SearchRequest("[3,1,4,1]", Distance.L2, 20);
  static final String TABLE =
      """
      CREATE TABLE items (id int PRIMARY KEY, v real[], category int, padding text);
      INSERT INTO items
      SELECT i, ARRAY[i % 97, i % 89, i % 83, i % 79]::real[], i % 500, repeat('x', 300)
      FROM generate_series(1, 9000) i;
      CREATE INDEX ON items (category);
      ANALYZE items
      """;

  private SearchedItems() {}

  static SearchAnswer search(SearchedDatabase database, SearchMode mode)
      throws SQLException, InterruptedException {
    return database.search(new SearchQuery(ITEMS, NEAREST, mode), new Cancellation());
  }

  static SearchedDatabase database(TestDatabase test) {
    return new SearchedDatabase(
        "searched",
        test.dataSource("public"),
        new Limits(4, Duration.ofSeconds(10), Duration.ofSeconds(30)),
        settings(true, Duration.ofHours(1)),
        new MemoryLine(64L << 20));
  }

  static SearchSettings settings(boolean parallel, Duration refreshAfter) {
    return new SearchSettings(parallel, WorkerEstimator.DEFAULT, 8, 64L << 20, refreshAfter);
  }

  static CompletableFuture<SearchAnswer> inBackground(
      SearchedDatabase database, SearchQuery query, Cancellation cancellation) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return database.search(query, cancellation);
          } catch (SQLException | InterruptedException e) {
            throw new CompletionException(e);
          }
        },
        // The common pool has one thread on two cores.
        task -> Thread.ofVirtual().start(task));
  }
}
