package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.message.Topic;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExtractMessagesTest {
  private static final int PARTITIONS = Topic.SYNC_COMMANDS.partitions();

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void theFirstCommandsOfATableAreAtAllConsumers(int consumers) {
    // given
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int each = PARTITIONS / consumers;
    for (int run = 0; run < 1_000; run++) {
      UUID table = new UUID(random.nextLong(), random.nextLong());
      // then
      assertThat(owners(table, consumers, partition -> partition / each))
          .as("partitions side by side, seed %d", seed)
          .hasSize(consumers);
      assertThat(owners(table, consumers, partition -> partition % consumers))
          .as("partitions in turn, seed %d", seed)
          .hasSize(consumers);
    }
  }

  private static Set<Integer> owners(UUID table, int consumers, IntUnaryOperator owner) {
    return IntStream.range(0, consumers)
        .map(place -> owner.applyAsInt(ExtractMessages.partition(table, place)))
        .boxed()
        .collect(Collectors.toSet());
  }

  @Test
  void everyPlaceHasAPartition() {
    UUID table = new UUID(7, 9);
    assertThat(IntStream.range(0, 10_000).map(place -> ExtractMessages.partition(table, place)))
        .allMatch(partition -> partition >= 0 && partition < PARTITIONS)
        .contains(IntStream.range(0, PARTITIONS).boxed().toArray(Integer[]::new));
  }
}
