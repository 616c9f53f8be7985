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

final class CommandPartitionsTest {
  private static final int PARTITIONS = Topic.SYNC_COMMANDS.partitions();
  private static final int TABLES = 1_000;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void theFirstCommandsOfATableAreAtAllConsumers(int consumers) {
    // given
    int each = PARTITIONS / consumers;
    for (int run = 0; run < TABLES; run++) {
      UUID table = table();
      // then
      assertThat(owners(table, PARTITIONS, consumers, partition -> partition / each))
          .as("partitions side by side, seed %d", seed)
          .hasSize(consumers);
      assertThat(owners(table, PARTITIONS, consumers, partition -> partition % consumers))
          .as("partitions in turn, seed %d", seed)
          .hasSize(consumers);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 16, 20, 24, 32, 48, 64})
  void ofATopicThatHasGrownTheFirstFewAreAtAllConsumers(int partitions) {
    for (int run = 0; run < TABLES; run++) {
      UUID table = table();
      for (int consumers : new int[] {2, 4}) {
        int each = partitions / consumers;
        assertThat(owners(table, partitions, 2 * consumers, partition -> partition / each))
            .as("partitions side by side, seed %d", seed)
            .hasSize(consumers);
        assertThat(owners(table, partitions, 2 * consumers, partition -> partition % consumers))
            .as("partitions in turn, seed %d", seed)
            .hasSize(consumers);
      }
    }
  }

  private UUID table() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private static Set<Integer> owners(
      UUID table, int partitions, int commands, IntUnaryOperator owner) {
    return IntStream.range(0, commands)
        .map(place -> owner.applyAsInt(CommandPartitions.partition(table, place, partitions)))
        .boxed()
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 9, 10, 12, 16, 100, 1_000})
  void asManyCommandsAsThereArePartitionsReachThemAll(int partitions) {
    UUID table = table();
    assertThat(
            IntStream.range(0, partitions)
                .map(place -> CommandPartitions.partition(table, place, partitions)))
        .as("seed %d", seed)
        .containsExactlyInAnyOrder(IntStream.range(0, partitions).boxed().toArray(Integer[]::new));
    assertThat(CommandPartitions.partition(table, Integer.MAX_VALUE, partitions))
        .isBetween(0, partitions - 1);
  }

  @Test
  void thoseThatKafkaHasAreUsed() {
    CommandPartitions commands = new CommandPartitions();
    UUID table = table();

    assertThat(used(commands, table)).hasSize(PARTITIONS);
    commands.found(12);
    assertThat(used(commands, table)).hasSize(12);
  }

  private static Set<Integer> used(CommandPartitions commands, UUID table) {
    return IntStream.range(0, 1_000)
        .map(place -> commands.of(table, place))
        .boxed()
        .collect(Collectors.toSet());
  }
}
