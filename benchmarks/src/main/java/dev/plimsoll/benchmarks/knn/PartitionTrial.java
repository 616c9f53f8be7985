package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.benchmarks.knn.KnnContender.Answer;
import dev.plimsoll.benchmarks.knn.KnnFindings.Indexed;
import dev.plimsoll.benchmarks.knn.KnnFindings.Partitioned;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.search.SearchWish;
import dev.plimsoll.vectors.index.SearchEffort;
import dev.plimsoll.vectors.plan.SearchMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Searches by HNSW indexes of a table's partitions, at efforts that find the same share of the
/// nearest rows.
///
/// @param queries of the rounds, and of the efforts before them
/// @param order of the rounds
/// @param quick whether few searches say how much an effort finds
record PartitionTrial(
    KnnDatabase database,
    ServiceContender.Endpoint service,
    KnnQueries queries,
    Random order,
    boolean quick) {
  private static final double WANTED_RECALL = 0.95;

  /// @param exact table with the same rows, without an index of vectors
  /// @param whole the same with one index
  /// @param parent the same in partitions with an index each
  Partitioned run(
      QualifiedName exact, QualifiedName whole, QualifiedName parent, int rows, int partitions)
      throws Exception {
    VectorType type = database.type();
    try (PlainContender truth = PlainContender.alone("", database.open(), type);
        IndexedContender one =
            new IndexedContender(KnnFindings.ONE_INDEX, database.open(), type, whole);
        IndexedContender merged =
            new IndexedContender(KnnFindings.MERGE_APPEND, database.open(), type, parent);
        ServiceContender served =
            new ServiceContender(KnnFindings.SERVICE_INDEX, service, SearchWish.INDEX);
        LibraryContender library =
            new LibraryContender(
                KnnFindings.LIBRARY_INDEX,
                database.sessions(),
                new SearchMode.ByIndex(SearchEffort.DEFAULT))) {
      List<EffortContender> contenders = List.of(one, merged, served, library);
      Sample sample = Sample.of(truth, queries, exact, parent, quick ? 15 : 100);
      Efforts efforts = Efforts.of(contenders, sample);
      KnnTurns turns = new KnnTurns(order);
      Map<String, List<Double>> recalls = new HashMap<>();
      KnnRounds rounds = KnnRounds.of(rows, quick);
      int done = 0;
      long begin = System.nanoTime();
      while (rounds.goOn(done, Duration.ofNanos(System.nanoTime() - begin))) {
        KnnQuery query = queries.next(parent);
        List<Long> nearest = truth.search(new KnnQuery(exact, query.vector())).ids();
        turns
            .round(contenders, query)
            .forEach(
                (name, answer) ->
                    recalls
                        .computeIfAbsent(name, _ -> new ArrayList<>())
                        .add(recall(nearest, answer)));
        done++;
      }
      return new Partitioned(
          rows,
          partitions,
          done,
          efforts.target(),
          merged.plan(queries.next(parent)),
          contenders.stream()
              .map(
                  contender ->
                      new Indexed(
                          turns.timed(contender),
                          efforts.of(contender),
                          mean(recalls.getOrDefault(contender.name(), List.of()))))
              .toList());
    }
  }

  private static double recall(List<Long> nearest, Answer found) {
    return (double) nearest.stream().filter(found.ids()::contains).count() / nearest.size();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  /// Searches whose nearest rows are known.
  private record Sample(List<KnnQuery> queries, List<List<Long>> nearest) {
    static Sample of(
        PlainContender truth,
        KnnQueries queries,
        QualifiedName exact,
        QualifiedName parent,
        int size)
        throws Exception {
      List<KnnQuery> sample = new ArrayList<>();
      List<List<Long>> nearest = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        KnnQuery query = queries.next(parent);
        sample.add(query);
        nearest.add(truth.search(new KnnQuery(exact, query.vector())).ids());
      }
      return new Sample(sample, nearest);
    }

    double recall(EffortContender contender) throws Exception {
      List<Double> recalls = new ArrayList<>();
      for (int i = 0; i < queries.size(); i++) {
        recalls.add(PartitionTrial.recall(nearest.get(i), contender.search(queries.get(i))));
      }
      return mean(recalls);
    }
  }

  /// Efforts by which each finds the same share, and which they keep from now on.
  ///
  /// @param each by the contender's name
  private record Efforts(double target, Map<String, Integer> each) {
    static Efforts of(List<EffortContender> contenders, Sample sample) throws Exception {
      List<Known> known =
          contenders.stream().map(contender -> new Known(contender, sample)).toList();
      double target = EffortSearch.target(WANTED_RECALL, KnnQuery.NEIGHBORS, known);
      Map<String, Integer> each = new HashMap<>();
      for (int i = 0; i < contenders.size(); i++) {
        int effort = EffortSearch.least(target, KnnQuery.NEIGHBORS, known.get(i));
        contenders.get(i).effort(effort);
        each.put(contenders.get(i).name(), effort);
      }
      return new Efforts(target, each);
    }

    int of(EffortContender contender) {
      return each.getOrDefault(contender.name(), 0);
    }
  }

  /// Recalls of a contender that were looked at before are not looked at again.
  private record Known(EffortContender contender, Sample sample, Map<Integer, Double> recalls)
      implements EffortSearch.Recall {
    private Known(EffortContender contender, Sample sample) {
      this(contender, sample, new HashMap<>());
    }

    @Override
    public double at(int effort) throws Exception {
      Double known = recalls.get(effort);
      if (known == null) {
        contender.effort(effort);
        known = sample.recall(contender);
        recalls.put(effort, known);
      }
      return known;
    }
  }
}
