package dev.plimsoll.query.search;

import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.SearchCounts;
import dev.plimsoll.contracts.search.SearchMeasurement;
import dev.plimsoll.contracts.search.SearchWay;
import dev.plimsoll.vectors.SearchAnswer;
import dev.plimsoll.vectors.SearchComparison;
import dev.plimsoll.vectors.SearchStatistics;
import dev.plimsoll.vectors.SearchedDatabase;
import dev.plimsoll.vectors.SeveralDatabases;
import dev.plimsoll.vectors.plan.SearchPlan;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/// What was found and measured, as it is answered over HTTP.
final class SearchAnswers {
  private static final double NANOS = Duration.ofMillis(1).toNanos();

  private SearchAnswers() {}

  /// @param databases in the order in which they were asked
  static NearestRows rows(Collection<String> databases, SeveralDatabases.Answers answers) {
    return new NearestRows(
        answers.rows().stream()
            .map(
                row ->
                    new NearestRows.Found(
                        row.database(), row.neighbor().key(), row.neighbor().distance()))
            .toList(),
        databases.stream()
            .map(name -> search(name, Objects.requireNonNull(answers.answers().get(name))))
            .toList());
  }

  private static NearestRows.Search search(String database, SearchAnswer answer) {
    return new NearestRows.Search(
        way(database, answer.plan()), millis(answer.elapsed()), answer.asOf());
  }

  static SearchWay way(String database, SearchPlan plan) {
    return new SearchWay(
        database, OpenEnum.of(plan.method()), plan.workers(), plan.ranges(), plan.reason());
  }

  static SearchMeasurement measured(String database, SearchComparison comparison) {
    return new SearchMeasurement(
        comparison.ways().stream()
            .map(
                way ->
                    new SearchMeasurement.Measured(
                        way(database, way.plan()),
                        millis(way.median()),
                        millis(way.worst()),
                        way.speedup(),
                        way.recall()))
            .toList());
  }

  static SearchCounts counts(String name, SearchedDatabase database) {
    SearchStatistics statistics = database.statistics();
    List<SearchCounts.ByMethod> methods =
        statistics.byMethod().entrySet().stream()
            .map(
                one ->
                    new SearchCounts.ByMethod(
                        OpenEnum.of(one.getKey()),
                        one.getValue().searches(),
                        one.getValue().workers(),
                        millis(one.getValue().median()),
                        millis(one.getValue().p99())))
            .toList();
    return new SearchCounts(
        name,
        database.idleSessions(),
        database.freeSessions(),
        database.memoryBytes(),
        statistics.failed(),
        methods);
  }

  private static double millis(Duration time) {
    return time.toNanos() / NANOS;
  }
}
