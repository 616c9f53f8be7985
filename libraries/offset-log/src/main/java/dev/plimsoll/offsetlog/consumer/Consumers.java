package dev.plimsoll.offsetlog.consumer;

import dev.plimsoll.contracts.log.ConsumerLag;
import dev.plimsoll.contracts.log.ConsumerPosition;
import dev.plimsoll.contracts.log.PositionsPut;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Positions of consumers: the offset that each reads next, in each of its partitions.
///
/// They are what readers say and nothing else: a position neither holds back what is deleted nor
/// says what may be read.
public final class Consumers {
  private static final long NONE = -1;

  private final Transactions transactions;

  public Consumers(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Moves a consumer's positions, all of them or none. Whoever moves positions of the same
  /// consumer waits.
  ///
  /// @throws PlimsollException INVALID_REQUEST for a partition that is named twice;
  ///     UNKNOWN_PARTITION; OFFSET_OUT_OF_RANGE above the high watermark; CONFLICT where a
  ///     position is not where it was expected
  public void put(String consumer, List<PositionsPut.Position> positions) throws SQLException {
    Set<PartitionName> names = new HashSet<>();
    for (PositionsPut.Position position : positions) {
      if (!names.add(name(position))) {
        throw PlimsollException.invalidRequest(
            "a position of " + name(position) + " is given twice");
      }
    }
    while (!transactions.run(connection -> put(connection, consumer, positions, names))) {
      // It was deleted at that moment: it is entered anew.
    }
  }

  private static boolean put(
      Connection connection,
      String consumer,
      List<PositionsPut.Position> positions,
      Set<PartitionName> names)
      throws SQLException {
    Optional<Integer> locked = ConsumerStore.lock(connection, consumer);
    if (locked.isEmpty()) {
      return false;
    }
    int consumerId = locked.get();
    Map<PartitionName, ConsumerStore.Stored> stored = new HashMap<>();
    for (ConsumerStore.Stored one : ConsumerStore.read(connection, consumerId, names)) {
      stored.put(one.name(), one);
    }
    List<ConsumerStore.Moved> moved = new ArrayList<>();
    for (PositionsPut.Position position : positions) {
      ConsumerStore.Stored before = stored.get(name(position));
      if (before == null) {
        throw new PlimsollException(
            ErrorCode.UNKNOWN_PARTITION, "the log has no partition " + name(position));
      }
      require(position, before);
      moved.add(new ConsumerStore.Moved(before.partId(), position.nextOffset()));
    }
    ConsumerStore.write(connection, consumerId, moved);
    return true;
  }

  private static void require(PositionsPut.Position position, ConsumerStore.Stored before) {
    if (position.nextOffset() > before.highWatermark()) {
      throw new PlimsollException(
          ErrorCode.OFFSET_OUT_OF_RANGE,
          "%s has offsets from %d to its high watermark %d, not %d"
              .formatted(
                  before.name(), before.logStart(), before.highWatermark(), position.nextOffset()));
    }
    Long expected = position.expectedOffset();
    long actual = before.nextOffset().orElse(NONE);
    if (expected != null && expected != actual) {
      throw PlimsollException.conflict(
          "the position in %s is %s, not %s"
              .formatted(before.name(), text(actual), text(expected)));
    }
  }

  private static String text(long offset) {
    return offset == NONE ? "none" : Long.toString(offset);
  }

  /// In the order of topics and partitions.
  ///
  /// @throws PlimsollException NOT_FOUND for a consumer that never put a position
  public List<ConsumerPosition> positions(String consumer) throws SQLException {
    return transactions.run(
        connection -> {
          List<ConsumerPosition> positions = ConsumerStore.positions(connection, consumer);
          if (positions.isEmpty() && !ConsumerStore.exists(connection, consumer)) {
            throw notFound(consumer);
          }
          return positions;
        });
  }

  /// In the order of their names' bytes.
  ///
  /// @param after the last name seen; empty for the first page
  public List<ConsumerLag> list(String after, int limit) throws SQLException {
    return transactions.run(connection -> ConsumerStore.list(connection, after, limit));
  }

  /// Those that are furthest behind, the worst first.
  public List<ConsumerLag> furthestBehind(int limit) throws SQLException {
    return transactions.run(connection -> ConsumerStore.furthestBehind(connection, limit));
  }

  /// Forgets a consumer with all its positions.
  ///
  /// @throws PlimsollException NOT_FOUND
  public void delete(String consumer) throws SQLException {
    boolean deleted = transactions.run(connection -> ConsumerStore.delete(connection, consumer));
    if (!deleted) {
      throw notFound(consumer);
    }
  }

  private static PlimsollException notFound(String consumer) {
    return PlimsollException.notFound("no consumer " + consumer);
  }

  private static PartitionName name(PositionsPut.Position position) {
    return new PartitionName(position.topic(), position.partition());
  }
}
