package dev.plimsoll.offsetlog.topic;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.OutOfBoundsException;
import dev.plimsoll.contracts.log.TopicPatch;
import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.identity.NewPartitions;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Makes, changes and deletes topics. Doing any of it again, after an answer that was lost, finds
/// it done.
public final class Topics {
  private final Transactions transactions;
  private final Partitions partitions;

  /// @param partitions as this process remembers them
  public Topics(Transactions transactions, Partitions partitions) {
    this.transactions = transactions;
    this.partitions = partitions;
  }

  /// A topic with this name and these settings and partitions is there.
  ///
  /// @return whether it was made
  /// @throws PlimsollException INVALID_REQUEST; CONFLICT where there is one of that name that is
  ///     otherwise
  public boolean create(TopicRequest request) throws SQLException {
    requireName(request.name());
    requirePartitions(request.partitions());
    TopicSettings settings = TopicSettings.of(request);
    while (true) {
      Optional<Boolean> made =
          transactions.run(connection -> create(connection, request, settings));
      // Without an answer where one of that name was deleted at that moment.
      if (made.isPresent()) {
        return made.get();
      }
    }
  }

  private static Optional<Boolean> create(
      Connection connection, TopicRequest request, TopicSettings settings) throws SQLException {
    if (TopicStore.insert(connection, request.name(), settings)) {
      enter(connection, request.name(), request.partitions());
      return Optional.of(true);
    }
    Optional<TopicStore.Stored> found = TopicStore.lock(connection, request.name());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> numbers = TopicStore.numbers(connection, found.get().topicId());
    boolean same =
        found.get().settings().equals(settings)
            && numbers.equals(IntStream.range(0, request.partitions()).boxed().toList());
    if (!same) {
      throw PlimsollException.conflict(
          "there is a topic %s already, with %d partitions or other settings"
              .formatted(request.name(), numbers.size()));
    }
    return Optional.of(false);
  }

  /// Adds partitions, changes settings, or both.
  ///
  /// @throws PlimsollException NOT_FOUND; INVALID_REQUEST; CONFLICT where it has more partitions
  ///     than are asked for: none is ever taken away
  public void change(String name, TopicPatch patch) throws SQLException {
    if (patch.partitions() != null) {
      requirePartitions(patch.partitions());
    }
    transactions.run(
        connection -> {
          TopicStore.Stored topic = existing(connection, name);
          TopicStore.update(connection, topic.topicId(), topic.settings().with(patch));
          if (patch.partitions() != null) {
            List<Integer> numbers = TopicStore.numbers(connection, topic.topicId());
            if (!numbers.isEmpty() && numbers.getLast() >= patch.partitions()) {
              throw PlimsollException.conflict(
                  "topic %s has a partition %d: partitions can be added, never taken away"
                      .formatted(name, numbers.getLast()));
            }
            enter(connection, name, patch.partitions());
          }
          return topic;
        });
  }

  /// From here on nobody reads it or gives offsets there, and one of the same name can be made,
  /// which begins at offset 0. What its partitions leave is cleared away later.
  ///
  /// @throws PlimsollException NOT_FOUND
  public void delete(String name) throws SQLException {
    transactions.run(
        connection -> {
          TopicStore.Stored topic = existing(connection, name);
          TopicStore.delete(connection, topic.topicId());
          return topic;
        });
    partitions.forget(name);
  }

  private static TopicStore.Stored existing(Connection connection, String name)
      throws SQLException {
    return TopicStore.lock(connection, name)
        .orElseThrow(() -> PlimsollException.notFound("no log topic " + name));
  }

  private static void enter(Connection connection, String topic, int partitions)
      throws SQLException {
    NewPartitions.enter(
        connection,
        IntStream.range(0, partitions).mapToObj(i -> new PartitionName(topic, i)).toList());
  }

  private static void requireName(@Nullable String name) {
    bounded(() -> Bound.LOG_TOPIC.check("name", name == null ? "" : name));
  }

  private static void requirePartitions(int partitions) {
    bounded(() -> Bound.TOPIC_PARTITIONS.check("partitions", partitions));
  }

  private static void bounded(Runnable check) {
    try {
      check.run();
    } catch (OutOfBoundsException e) {
      throw new PlimsollException(ErrorCode.INVALID_REQUEST, e.getMessage(), e);
    }
  }
}
