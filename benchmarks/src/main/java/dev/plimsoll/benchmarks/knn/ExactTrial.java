package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.benchmarks.knn.KnnContender.Answer;
import dev.plimsoll.benchmarks.knn.KnnFindings.Sized;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.SearchWish;
import dev.plimsoll.vectors.plan.SearchMode;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Exact searches of tables of several sizes. Every answer is compared with the baseline's.
final class ExactTrial implements AutoCloseable {
  private final KnnQueries queries;
  private final LatentVectors vectors;
  private final VectorType type;
  private final Random order;
  private final PlainContender alone;
  private final PlainContender parallel;
  private final List<KnnContender> contenders;

  ExactTrial(
      KnnDatabase database,
      ServiceContender.Endpoint service,
      LatentVectors vectors,
      KnnQueries queries,
      Random order)
      throws SQLException, IOException {
    this.vectors = vectors;
    this.queries = queries;
    this.order = order;
    this.type = database.type();
    this.alone = PlainContender.alone(KnnFindings.ONE, database.open(), type);
    this.parallel = PlainContender.parallel(KnnFindings.PARALLEL, database.open(), type);
    this.contenders =
        List.of(
            alone,
            parallel,
            new ServiceContender(KnnFindings.SERVICE, service, SearchWish.EXACT),
            new LibraryContender(KnnFindings.LIBRARY, database.sessions(), new SearchMode.Exact()),
            new ServiceContender(KnnFindings.MEMORY, service, SearchWish.MEMORY),
            new HalvesContender(KnnFindings.HALVES, type, database.open(), database.open()));
  }

  /// Has all of them search a table.
  ///
  /// @param rows of the table, with the ids from 0 on
  Sized run(QualifiedName table, int rows, KnnRounds rounds) throws Exception {
    List<KnnContender> here = new ArrayList<>(contenders);
    List<String> leftOut = new ArrayList<>();
    for (int i = 0; i < rounds.warmUps(); i++) {
      KnnQuery query = queries.next(table);
      here.removeIf(contender -> isLeftOut(contender, query, leftOut));
    }
    KnnQuery checked = queries.next(table);
    boolean planned = parallel.isPlannedParallel(checked);
    boolean oracle = KnnOracle.agrees(vectors, rows, queries.last(), alone.search(checked).ids());
    KnnTurns turns = new KnnTurns(order);
    Differences differences = new Differences(type);
    int done = 0;
    long begin = System.nanoTime();
    while (rounds.goOn(done, Duration.ofNanos(System.nanoTime() - begin))) {
      differences.count(turns.round(here, queries.next(table)));
      done++;
    }
    return new Sized(
        rows,
        done,
        planned,
        here.stream().map(turns::timed).toList(),
        leftOut,
        differences.number,
        differences.first,
        oracle);
  }

  // What a copy of a large table takes may be more than the service has, and this JVM may lack what
  // the library needs.
  private static boolean isLeftOut(KnnContender contender, KnnQuery query, List<String> leftOut) {
    try {
      contender.search(query);
      return false;
    } catch (PlimsollException e) {
      if (!e.code().equals(ErrorCode.LOAD_LINE_EXCEEDED)) {
        throw e;
      }
      leftOut.add("%s: %s".formatted(contender.name(), e.getMessage()));
      return true;
    } catch (LinkageError e) {
      leftOut.add("%s: this JVM lacks %s".formatted(contender.name(), e.getMessage()));
      return true;
    } catch (Exception e) {
      throw new IllegalStateException(contender.name() + " does not answer", e);
    }
  }

  private static final class Differences {
    // pgvector adds in single precision, copies in memory in double.
    private static final double ROUNDING = 1e-6;

    private final double roundingInMemory;
    private int number;
    private @Nullable String first;

    private Differences(VectorType type) {
      this.roundingInMemory = type.isVector() ? ROUNDING : 0;
    }

    private void count(Map<String, Answer> found) {
      Answer expected = Objects.requireNonNull(found.get(KnnFindings.ONE), "it is never left out");
      found.forEach(
          (name, answer) -> {
            double rounding = name.equals(KnnFindings.MEMORY) ? roundingInMemory : 0;
            if (!answer.agrees(expected, rounding)) {
              number++;
              if (first == null) {
                first = "%s found %s, not %s".formatted(name, answer.ids(), expected.ids());
              }
            }
          });
    }
  }

  @Override
  public void close() throws Exception {
    for (KnnContender contender : contenders) {
      contender.close();
    }
  }
}
