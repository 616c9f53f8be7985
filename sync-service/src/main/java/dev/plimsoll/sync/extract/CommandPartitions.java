package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.message.Topic;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.util.UUID;

/// Partitions of the commands' topic, and which of them a command goes to. Commands have no order
/// among each other, so the topic may grow: processes that start afterwards use all of it.
@Singleton
public final class CommandPartitions {
  private volatile int count = Topic.SYNC_COMMANDS.partitions();

  /// @param partitions that Kafka has; 1 or more
  public void found(int partitions) {
    count = partitions;
  }

  /// @param place of a command among its table's, 0 or more
  int of(UUID tableId, int place) {
    return partition(tableId, place, count);
  }

  /// The first few commands of a table reach as many consumers as there are, whether a consumer has
  /// adjacent partitions or every n-th one, and each table begins at another partition. Spread by
  /// key alone, all might reach one consumer.
  static int partition(UUID tableId, int place, int partitions) {
    long at = (long) step(partitions) * place;
    // XOR keeps the order's spread, which an addition shifts: 0, 5, 2, 7, 4, 1, 6, 3 of eight
    // alternate halves and parity. It permutes powers of two only.
    return Integer.bitCount(partitions) == 1
        ? (int) (at ^ tableId.hashCode()) & (partitions - 1)
        : (int) Math.floorMod(at + tableId.hashCode(), (long) partitions);
  }

  /// About five eighths, near the golden ratio, and without a common divisor: so all are reached,
  /// and those reached so far lie apart.
  private static int step(int partitions) {
    int step = partitions * 5 / 8;
    while (gcd(step, partitions) != 1) {
      step++;
    }
    return step;
  }

  private static int gcd(int a, int b) {
    return BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).intValue();
  }
}
