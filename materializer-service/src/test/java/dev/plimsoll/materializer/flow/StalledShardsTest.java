package dev.plimsoll.materializer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.offsetlog.backlog.LogBacklog;
import dev.plimsoll.offsetlog.backlog.LogBacklog.Head;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StalledShardsTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final List<Head> named = new ArrayList<>();
  private final StalledShards standStill =
      new StalledShards(
          Duration.ofSeconds(15),
          head -> {
            named.add(head);
            return "topic=t";
          });

  private static Head head(int shard, long manifestId) {
    return new Head(shard, manifestId, 1, Duration.ZERO);
  }

  private void see(long seconds, Head... heads) throws SQLException {
    standStill.see(new LogBacklog(1, Duration.ZERO, List.of(heads)), seconds * SECOND);
  }

  @Test
  void aShardWhoseNextBatchChangesMovesHoweverMuchWaits() throws SQLException {
    for (int second = 0; second < 100; second++) {
      see(second, head(0, second), head(1, 7 + second / 10));
    }

    assertThat(standStill.shards(100 * SECOND)).isEmpty();
    assertThat(named).isEmpty();
  }

  @Test
  void aShardWithTheSameNextBatchForLongStandsAndIsNamedOnce() throws SQLException {
    for (int second = 0; second < 30; second++) {
      see(second, head(0, second), head(1, 7));
    }

    assertThat(standStill.shards(30 * SECOND)).containsExactly(1);
    assertThat(named).containsExactly(head(1, 7));

    // and when it goes on, all is well again
    see(31, head(0, 31), head(1, 8));
    assertThat(standStill.shards(31 * SECOND)).isEmpty();
  }

  @Test
  void whereNothingWaitsNothingStands() throws SQLException {
    see(0, head(1, 7));
    see(20);

    assertThat(standStill.shards(100 * SECOND)).isEmpty();
  }
}
