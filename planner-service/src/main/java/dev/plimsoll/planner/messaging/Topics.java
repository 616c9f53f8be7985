package dev.plimsoll.planner.messaging;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Creates the planner's own topics where they are missing, and knows how many partitions each has.
@ApplicationScoped
public class Topics {
  private static final Logger LOG = Logger.getLogger(Topics.class);

  private final String prefix;
  private final String bootstrapServers;

  public Topics(
      TopicsConfig config,
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
    this.prefix = config.prefix();
    this.bootstrapServers = bootstrapServers;
  }

  public String name(Topic topic) {
    return topic.name(prefix);
  }

  /// Creates what is missing and leaves the rest as it is.
  ///
  /// @return partitions of each of the planner's topics
  /// @throws PlimsollException START_FAILED where Kafka does not answer
  public Map<Topic, Integer> ensure() {
    Properties properties = new Properties();
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    try (Admin admin = Admin.create(properties)) {
      Map<Topic, Integer> partitions = new HashMap<>();
      for (Topic topic : Topic.ownedBy(Topic.Owner.PLANNER)) {
        partitions.put(topic, ensure(admin, topic));
      }
      return partitions;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "stopped while creating topics", e);
    } catch (ExecutionException e) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, "Kafka at " + bootstrapServers + " does not answer", e);
    }
  }

  /// A topic that was just created is not described: the broker may not know it yet.
  private int ensure(Admin admin, Topic topic) throws InterruptedException, ExecutionException {
    // The cluster's own replication factor.
    NewTopic wanted =
        new NewTopic(name(topic), topic.partitions(), (short) -1).configs(configs(topic));
    try {
      admin.createTopics(List.of(wanted)).all().get();
      LOG.infof("topic %s created with %d partitions", wanted.name(), topic.partitions());
      return topic.partitions();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
    int partitions =
        admin
            .describeTopics(List.of(wanted.name()))
            .allTopicNames()
            .get()
            .values()
            .iterator()
            .next()
            .partitions()
            .size();
    if (partitions != topic.partitions()) {
      LOG.infof(
          "topic %s has %d partitions, not the usual %d",
          wanted.name(), partitions, topic.partitions());
    }
    return partitions;
  }

  /// What a person decided about a build counts for as long as anybody may be given its command.
  private static Map<String, String> configs(Topic topic) {
    return topic == Topic.BUILD_CONTROL
        ? Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)
        : Map.of();
  }
}
