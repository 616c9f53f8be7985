package dev.plimsoll.kafka.topics;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.kafka.client.ProcessAdmin;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Creator of an owner's topics. Any number of processes may run it at once.
public final class OwnTopics {
  /// Twice the default limit of a topic.
  private static final int LARGEST_LETTER = 2 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(OwnTopics.class);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  private final ProcessAdmin process;
  private final String prefix;

  /// @param prefix of all topic names; may be empty
  public OwnTopics(ProcessAdmin process, String prefix) {
    this.process = process;
    this.prefix = prefix;
  }

  /// Creates missing topics, with the broker's default replication. Another number of partitions
  /// stays: adding some would move keys while earlier messages are still unread, and so break their
  /// order.
  ///
  /// A dead-letter topic with a too small message limit is raised, never lowered.
  ///
  /// Rights to create or alter are only needed where something is missing; without the right to
  /// alter, limits stay.
  ///
  /// @return partitions of each of the owner's topics
  /// @throws PlimsollException KAFKA_UNREACHABLE without an answer, START_FAILED when it refuses,
  ///     INTERRUPTED
  public Map<Topic, Integer> ensure(Topic.Owner owner) {
    try {
      Admin admin = process.get();
      Set<String> existing = admin.listTopics().names().get();
      List<Topic> all = Topic.ownedBy(owner);
      Set<Topic> created =
          create(admin, all.stream().filter(one -> !existing.contains(one.name(prefix))).toList());
      List<Topic> others = all.stream().filter(one -> !created.contains(one)).toList();
      Map<Topic, Integer> partitions = count(admin, others);
      // The broker may not yet be able to describe a topic just created.
      created.forEach(topic -> partitions.put(topic, topic.partitions()));
      for (Topic topic : others) {
        if (topic.holdsDeadLetters()) {
          raise(admin, topic.name(prefix));
        }
      }
      return partitions;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "stopped while making topics", e);
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  /// Adds partitions to a topic, and returns when the broker shows them. Only for topics whose
  /// messages name their partition: keys would move, and their order would break.
  ///
  /// @return how many it has now: more than wanted where it had more
  /// @throws PlimsollException as of [#ensure]
  public int grow(Topic topic, int partitions) {
    String name = topic.name(prefix);
    try {
      Admin admin = process.get();
      int found = count(admin, name);
      if (found < partitions) {
        try {
          patiently(
              () ->
                  admin.createPartitions(Map.of(name, NewPartitions.increaseTo(partitions))).all());
          LOG.info("event=topic.grown topic={} partitions={} before={}", name, partitions, found);
        } catch (ExecutionException e) {
          // Another process was first, or its answer was lost.
          if (!(e.getCause() instanceof InvalidPartitionsException)) {
            throw e;
          }
        }
      }
      long deadline = System.nanoTime() + process.answerWithin().toNanos();
      found = count(admin, name);
      while (found < partitions) {
        if (System.nanoTime() > deadline) {
          throw new PlimsollException(
              ErrorCode.KAFKA_UNREACHABLE,
              "%s has %d partitions, and was to get %d".formatted(name, found, partitions));
        }
        Thread.sleep(BETWEEN_TRIES);
        found = count(admin, name);
      }
      return found;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "stopped while adding partitions", e);
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  /// Partitions of a topic.
  ///
  /// @throws PlimsollException as of [#ensure]
  public int partitions(Topic topic) {
    try {
      return count(process.get(), topic.name(prefix));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "stopped while counting partitions", e);
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  private int count(Admin admin, String name) throws InterruptedException, ExecutionException {
    Map<String, TopicDescription> answer =
        patiently(() -> admin.describeTopics(List.of(name)).allTopicNames());
    return Objects.requireNonNull(answer.get(name)).partitions().size();
  }

  /// Asks for all of them at once: one by one, each costs some tens of milliseconds.
  ///
  /// @return without those for which another process was first
  private Set<Topic> create(Admin admin, List<Topic> missing)
      throws InterruptedException, ExecutionException {
    Set<Topic> created = EnumSet.noneOf(Topic.class);
    Map<String, KafkaFuture<Void>> asked =
        admin.createTopics(missing.stream().map(this::wanted).toList()).values();
    for (Topic topic : missing) {
      String name = topic.name(prefix);
      try {
        patiently(
            Objects.requireNonNull(asked.get(name)),
            () -> admin.createTopics(List.of(wanted(topic))).all());
        LOG.info("event=topic.created topic={} partitions={}", name, topic.partitions());
        created.add(topic);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
    return created;
  }

  private NewTopic wanted(Topic topic) {
    Map<String, String> configs = new HashMap<>();
    if (topic.compacted()) {
      String forgets = topic.kept().isEmpty() ? "" : "," + TopicConfig.CLEANUP_POLICY_DELETE;
      configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT + forgets);
    }
    topic
        .kept()
        .ifPresent(
            kept -> configs.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(kept.toMillis())));
    if (topic.holdsDeadLetters()) {
      configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(LARGEST_LETTER));
    }
    if (topic.stampedByBroker()) {
      configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    }
    return new NewTopic(topic.name(prefix), Optional.of(topic.partitions()), Optional.empty())
        .configs(configs);
  }

  private void raise(Admin admin, String name) throws InterruptedException, ExecutionException {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
    try {
      Map<ConfigResource, Config> answer =
          patiently(() -> admin.describeConfigs(List.of(topic)).all());
      ConfigEntry found =
          Objects.requireNonNull(answer.get(topic)).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
      if (found == null || Long.parseLong(found.value()) >= LARGEST_LETTER) {
        return;
      }
      ConfigEntry wanted =
          new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(LARGEST_LETTER));
      AlterConfigOp set = new AlterConfigOp(wanted, AlterConfigOp.OpType.SET);
      patiently(() -> admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all());
      LOG.info(
          "event=topic.raised topic={} max.message.bytes={} before={}",
          name,
          wanted.value(),
          found.value());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw e;
      }
      LOG.warn(
          "event=topic.small topic={} stays as it is: set its max.message.bytes to {} or more,"
              + " reason={}",
          name,
          LARGEST_LETTER,
          String.valueOf(e.getCause()));
    }
  }

  private Map<Topic, Integer> count(Admin admin, List<Topic> topics)
      throws InterruptedException, ExecutionException {
    List<String> names = topics.stream().map(topic -> topic.name(prefix)).toList();
    Map<String, TopicDescription> answer =
        patiently(() -> admin.describeTopics(names).allTopicNames());
    Map<Topic, Integer> partitions = new EnumMap<>(Topic.class);
    for (Topic topic : topics) {
      String name = topic.name(prefix);
      int found = Objects.requireNonNull(answer.get(name)).partitions().size();
      if (found != topic.partitions()) {
        LOG.warn(
            "event=topic.partitions topic={} expected={} found={}",
            name,
            topic.partitions(),
            found);
      }
      partitions.put(topic, found);
    }
    return partitions;
  }

  private <T extends @Nullable Object> T patiently(Supplier<KafkaFuture<T>> question)
      throws InterruptedException, ExecutionException {
    return patiently(question.get(), question);
  }

  /// Repeats the question while its failure may pass.
  private <T extends @Nullable Object> T patiently(
      KafkaFuture<T> asked, Supplier<KafkaFuture<T>> question)
      throws InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + process.answerWithin().toNanos();
    KafkaFuture<T> answer = asked;
    while (true) {
      try {
        return answer.get();
      } catch (ExecutionException e) {
        if (!passes(e.getCause()) || System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(BETWEEN_TRIES);
        answer = question.get();
      }
    }
  }

  private static boolean passes(@Nullable Throwable refusal) {
    return switch (refusal) {
      // The answering broker has not yet heard of another process' topic.
      case UnknownTopicOrPartitionException _ -> true;
      // Too few brokers at the moment: one with a late heartbeat does not count.
      case InvalidReplicationFactorException _ -> true;
      case null, default -> false;
    };
  }

  private PlimsollException failed(ExecutionException e) {
    String servers = process.servers();
    return e.getCause() instanceof TimeoutException
        ? new PlimsollException(
            ErrorCode.KAFKA_UNREACHABLE, "no answer from " + servers + ": " + e.getCause(), e)
        : new PlimsollException(
            ErrorCode.START_FAILED,
            "topics could not be made or changed on " + servers + ": " + e.getCause(),
            e);
  }
}
