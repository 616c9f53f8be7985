package dev.plimsoll.offsetlog.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.offsetlog.backlog.BacklogReader.ShardBacklog;
import dev.plimsoll.offsetlog.backlog.BacklogReader.ShardBacklog.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardBacklogTest {
  private static final int MOST = 100;
  private static final End NOTHING = new End(0, 0, 0, 0);

  private record Row(long id, int batches) {}

  @Test
  void isExactWhereTheFirstEndIsAllThereIs() {
    assertThat(new ShardBacklog(NOTHING, NOTHING).batches(MOST)).isZero();
    assertThat(new ShardBacklog(new End(99, 4_321, 10, 500), NOTHING).batches(MOST))
        .isEqualTo(4_321);
    // both ends are the same rows
    End whole = new End(MOST, 777, 1, 200);
    assertThat(new ShardBacklog(whole, whole).batches(MOST)).isEqualTo(777);
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 150, 1_000, 20_000})
  void isNearTheTruthWhereManyWait(int rows) {
    long seed = rows;
    Random random = new Random(seed);
    // given two shards that draw ids by turns, and some numbers that became no row
    List<Row> queue = new ArrayList<>();
    long id = 7;
    for (int i = 0; i < rows; i++) {
      id += 1 + random.nextInt(3);
      queue.add(new Row(id, 1 + random.nextInt(50)));
    }
    long truth = queue.stream().mapToLong(Row::batches).sum();

    long estimated =
        new ShardBacklog(end(queue.subList(0, MOST)), end(queue.subList(rows - MOST, rows)))
            .batches(MOST);

    assertThat(estimated).as("seed %d", seed).isCloseTo(truth, within(truth / 5));
  }

  private static End end(List<Row> rows) {
    return new End(
        rows.size(),
        rows.stream().mapToLong(Row::batches).sum(),
        rows.getFirst().id(),
        rows.getLast().id());
  }
}
