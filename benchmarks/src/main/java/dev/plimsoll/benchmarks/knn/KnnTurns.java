package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.benchmarks.knn.KnnContender.Answer;
import dev.plimsoll.benchmarks.knn.KnnFindings.Millis;
import dev.plimsoll.benchmarks.knn.KnnFindings.Timed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/// Turns of contenders on one table. All of a round search for the same vector, in an order of the
/// round's own, so that what else goes on hits all of them.
final class KnnTurns {
  private record Turn(double millis, int workers, String how) {}

  private final Random order;
  private final Map<String, List<Turn>> taken = new HashMap<>();

  /// @param order of the rounds
  KnnTurns(Random order) {
    this.order = order;
  }

  /// Lets each contender search once.
  ///
  /// @return what each has found, by name
  Map<String, Answer> round(List<? extends KnnContender> contenders, KnnQuery query)
      throws Exception {
    List<KnnContender> shuffled = new ArrayList<>(contenders);
    Collections.shuffle(shuffled, order);
    Map<String, Answer> found = new HashMap<>();
    for (KnnContender contender : shuffled) {
      long begin = System.nanoTime();
      Answer answer = contender.search(query);
      double millis = (System.nanoTime() - begin) / 1e6;
      taken
          .computeIfAbsent(contender.name(), _ -> new ArrayList<>())
          .add(new Turn(millis, answer.workers(), answer.how()));
      found.put(contender.name(), answer);
    }
    return found;
  }

  /// Figures of a contender's turns.
  Timed timed(KnnContender contender) {
    List<Turn> turns = taken.getOrDefault(contender.name(), List.of());
    return new Timed(
        contender.name(),
        most(turns.stream().map(Turn::workers).toList()),
        turns.getLast().how(),
        Millis.of(turns.stream().map(Turn::millis).toList()));
  }

  private static int most(List<Integer> workers) {
    return workers.stream()
        .collect(Collectors.groupingBy(number -> number, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.<Integer, Long>comparingByValue().thenComparing(Map.Entry::getKey))
        .orElseThrow()
        .getKey();
  }
}
