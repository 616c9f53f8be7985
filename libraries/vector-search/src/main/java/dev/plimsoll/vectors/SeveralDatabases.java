package dev.plimsoll.vectors;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.scan.merge.OrderedMerge;
import dev.plimsoll.scan.merge.OrderedMerge.SortedSource;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.session.Cancellation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// One search in several databases, each of which has a part of the rows: all of them answer, or it
/// fails. Each answers as of a moment of its own.
public final class SeveralDatabases {
  private SeveralDatabases() {}

  /// @param database by the name that it was asked under
  public record FoundIn(String database, Neighbor neighbor) {}

  /// @param rows of all databases in the order of distance; equally near ones in the order of the
  ///     databases, and of keys in each
  /// @param answers of each
  public record Answers(List<FoundIn> rows, Map<String, SearchAnswer> answers) {
    public Answers {
      rows = List.copyOf(rows);
      answers = Map.copyOf(answers);
    }
  }

  /// @throws SQLException of the first that failed, which its message names; the others' statements
  ///     are ended
  /// @throws PlimsollException likewise
  /// @throws InterruptedException when the caller is interrupted, likewise
  public static Answers search(
      SequencedMap<String, SearchedDatabase> databases,
      SearchQuery query,
      Cancellation cancellation)
      throws SQLException, InterruptedException {
    if (databases.size() == 1) {
      return alone(databases.firstEntry(), query, cancellation);
    }
    Map<String, SearchAnswer> answers = new HashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ExecutorCompletionService<Named> ends = new ExecutorCompletionService<>(threads);
      databases.forEach(
          (name, database) ->
              ends.submit(() -> new Named(name, ask(name, database, query, cancellation))));
      try {
        for (int i = 0; i < databases.size(); i++) {
          Named named = result(ends.take());
          answers.put(named.name(), named.answer());
        }
      } catch (Throwable e) {
        cancellation.cancel();
        throw e;
      }
    }
    List<Named> inOrder =
        databases.keySet().stream()
            .map(name -> new Named(name, Objects.requireNonNull(answers.get(name))))
            .toList();
    return new Answers(merged(inOrder, query.request().neighbors()), answers);
  }

  private static Answers alone(
      Map.Entry<String, SearchedDatabase> one, SearchQuery query, Cancellation cancellation)
      throws SQLException, InterruptedException {
    SearchAnswer answer = one.getValue().search(query, cancellation);
    List<FoundIn> rows = answer.rows().stream().map(row -> new FoundIn(one.getKey(), row)).toList();
    return new Answers(rows, Map.of(one.getKey(), answer));
  }

  private record Named(String name, SearchAnswer answer) {}

  private static SearchAnswer ask(
      String name, SearchedDatabase database, SearchQuery query, Cancellation cancellation)
      throws SQLException, InterruptedException {
    try {
      return database.search(query, cancellation);
    } catch (SQLException e) {
      throw new SQLException(name + ": " + e.getMessage(), e.getSQLState(), e);
    } catch (PlimsollException e) {
      throw new PlimsollException(e.code(), name + ": " + e.getMessage(), e);
    }
  }

  private static Named result(Future<Named> ended) throws SQLException, InterruptedException {
    try {
      return ended.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case SQLException sql -> throw sql;
        case RuntimeException other -> throw other;
        case InterruptedException interrupted -> throw interrupted;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private static List<FoundIn> merged(List<Named> answers, int limit) {
    List<SortedSource<FoundIn, RuntimeException>> sources = new ArrayList<>();
    for (Named answer : answers) {
      Iterator<Neighbor> rows = answer.answer().rows().iterator();
      sources.add(() -> rows.hasNext() ? new FoundIn(answer.name(), rows.next()) : null);
    }
    OrderedMerge<FoundIn, RuntimeException> merge =
        new OrderedMerge<>(
            sources, (one, other) -> Neighbor.byDistance(one.neighbor(), other.neighbor()));
    List<FoundIn> merged = new ArrayList<>();
    for (@Nullable FoundIn next = merge.next();
        next != null && merged.size() < limit;
        next = merge.next()) {
      merged.add(next);
    }
    return merged;
  }
}
