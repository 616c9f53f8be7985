package dev.plimsoll.benchmarks.knn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.benchmarks.harness.Benchmark.Conditions;
import dev.plimsoll.benchmarks.knn.KnnContender.Answer;
import dev.plimsoll.benchmarks.knn.KnnContender.Row;
import dev.plimsoll.benchmarks.knn.KnnFindings.Timed;
import dev.plimsoll.contracts.database.QualifiedName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Turns, rounds and sizes.
final class KnnTurnsTest {
  private static final KnnQuery QUERY = new KnnQuery(new QualifiedName("s", "t"), "[1]");

  private final List<String> searched = new ArrayList<>();

  @Test
  void eachContenderSearchesOnceARoundInAnOrderThatTheSeedGives() throws Exception {
    // given
    List<KnnContender> contenders = List.of(contender("a", 1), contender("b", 1));
    // when
    KnnTurns turns = new KnnTurns(new Random(1));
    for (int i = 0; i < 20; i++) {
      Map<String, Answer> found = turns.round(contenders, QUERY);
      assertThat(found.keySet()).containsExactlyInAnyOrder("a", "b");
    }
    List<String> first = List.copyOf(searched);
    searched.clear();
    KnnTurns again = new KnnTurns(new Random(1));
    for (int i = 0; i < 20; i++) {
      again.round(contenders, QUERY);
    }
    // then
    assertThat(searched).isEqualTo(first);
    assertThat(first.subList(0, 40).stream().filter("a"::equals)).hasSize(20);
    assertThat(List.of(first.get(0), first.get(2), first.get(4), first.get(6), first.get(8)))
        .contains("a", "b");
  }

  @Test
  void workersAreThoseOfMostSearches() throws Exception {
    // given
    KnnContender contender = contender("a", 2, 1, 2, 2, 1);
    KnnTurns turns = new KnnTurns(new Random(1));
    // when
    for (int i = 0; i < 5; i++) {
      turns.round(List.of(contender), QUERY);
    }
    // then
    Timed timed = turns.timed(contender);
    assertThat(timed.workers()).isEqualTo(2);
    assertThat(timed.how()).isEqualTo("by 1");
    assertThat(timed.millis().worst()).isGreaterThanOrEqualTo(timed.millis().p50());
  }

  @Test
  void partsAreMergedByDistanceAndId() {
    // given
    List<Row> first = List.of(new Row(4, 1), new Row(9, 2), new Row(1, 3));
    List<Row> second = List.of(new Row(7, 1.5), new Row(2, 2), new Row(3, 9));
    // then
    assertThat(new Answer(List.of(first, second), 2, "").ids())
        .containsExactly(4L, 7L, 2L, 9L, 1L, 3L);
  }

  @Test
  void answersAgreeInIdsOrWhereRoundingMayDecide() {
    // given
    Answer answer = Answer.of(List.of(new Row(4, 1), new Row(9, 2)));
    Answer turned = Answer.of(List.of(new Row(4, 1), new Row(5, 2.000_001)));
    // then
    assertThat(answer.agrees(Answer.of(List.of(new Row(4, 3), new Row(9, 4))), 0)).isTrue();
    assertThat(turned.agrees(answer, 0)).isFalse();
    assertThat(turned.agrees(answer, 1e-6)).isTrue();
    assertThat(turned.agrees(answer, 1e-7)).isFalse();
    assertThat(answer.agrees(Answer.of(List.of(new Row(4, 1))), 1e-6)).isFalse();
  }

  @Test
  void roundsGoOnUntilTheTimeIsSpent() {
    KnnRounds rounds = new KnnRounds(1, 3, 5, Duration.ofSeconds(10));
    assertThat(rounds.goOn(2, Duration.ofHours(1))).isTrue();
    assertThat(rounds.goOn(3, Duration.ofHours(1))).isFalse();
    assertThat(rounds.goOn(4, Duration.ofSeconds(9))).isTrue();
    assertThat(rounds.goOn(5, Duration.ZERO)).isFalse();
  }

  @Test
  void tablesGrowUpToTheLargest() {
    assertThat(KnnStudy.sizes(conditions(true, null)))
        .containsExactly(1_000, 10_000, 20_000, 50_000);
    assertThat(KnnStudy.sizes(conditions(false, null))).endsWith(100_000, 500_000).hasSize(6);
    assertThat(KnnStudy.sizes(conditions(false, 1_000_000L))).endsWith(500_000, 1_000_000);
    assertThat(KnnStudy.sizes(conditions(true, 15_000L))).containsExactly(1_000, 10_000, 15_000);
    assertThat(KnnStudy.sizes(conditions(true, 1_000L))).containsExactly(1_000);
  }

  private static Conditions conditions(boolean quick, @Nullable Long rows) {
    return new Conditions(quick, rows, 1, null, Path.of("unused"), _ -> {});
  }

  private KnnContender contender(String name, Integer... workers) {
    Deque<Integer> next = new ArrayDeque<>(List.of(workers));
    return new KnnContender() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Answer search(KnnQuery query) {
        searched.add(name);
        int used = next.size() > 1 ? next.removeFirst() : next.getFirst();
        return new Answer(List.of(List.of()), used, "by " + used);
      }

      @Override
      public void close() {}
    };
  }
}
