package dev.plimsoll.demo.vectors;

import dev.plimsoll.cli.api.SearchApi;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.contracts.search.SearchWish;
import dev.plimsoll.contracts.search.VectorQuery;
import dev.plimsoll.demo.vectors.VectorEvidence.Asked;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Client that asks the query-service and measures how long it waits.
final class Asker {
  static final int NEIGHBORS = 10;

  private static final double NANOS = Duration.ofMillis(1).toNanos();
  // A large table on a slow machine is no failure.
  private static final long WITHIN_MILLIS = Duration.ofMinutes(10).toMillis();
  private static final SearchTuning ALONE =
      new SearchTuning(false, null, null, null, null, null, null, null);

  private final SearchApi api;

  Asker(SearchApi api) {
    this.api = api;
  }

  /// Asks in a way, under the settings that belong to it.
  Asked ask(String database, AskedWay way, Question question) {
    switch (way) {
      case ONE_STATEMENT -> api.tune(database, ALONE);
      case SESSIONS, MEMORY -> api.untune(database);
    }
    return askUnderSettings(List.of(database), way, question);
  }

  /// Asks under the settings as they are.
  Asked askUnderSettings(List<String> databases, AskedWay way, Question question) {
    long begin = System.nanoTime();
    NearestRows answer = search(databases, DemoVectors.NAME, question.vector(), way.wish(), null);
    double elapsedMs = (System.nanoTime() - begin) / NANOS;
    return new Asked(way, elapsedMs, answer, question.nearest());
  }

  NearestRows search(
      List<String> databases,
      QualifiedName table,
      String vector,
      SearchWish wish,
      @Nullable Integer ef) {
    return api.search(
        new VectorQuery(
            databases,
            table,
            "v",
            List.of("id"),
            vector,
            NEIGHBORS,
            null,
            null,
            wish,
            ef,
            null,
            null,
            WITHIN_MILLIS));
  }
}
