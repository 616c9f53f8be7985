package dev.plimsoll.materializer.kafka;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/// Creates the topics that this service owns, and checks those that are there.
@Singleton
public final class OwnTopics {
  private static final Logger LOG = Logger.getLogger(OwnTopics.class);
  private static final int ANSWER_SECONDS = 30;

  private final KafkaConfig kafka;
  private final TopicsConfig topics;

  public OwnTopics(KafkaConfig kafka, TopicsConfig topics) {
    this.kafka = kafka;
    this.topics = topics;
  }

  /// Creates what is missing, with the broker's default replication. A topic with another number of
  /// partitions is used as it is: adding some would move keys to other partitions while their
  /// earlier messages are still on the way, and so break their order.
  ///
  /// @throws PlimsollException START_FAILED when Kafka does not answer or refuses
  public void ensure() {
    List<Topic> own = Topic.ownedBy(Topic.Owner.MATERIALIZER);
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.servers()))) {
      // One just created is right, and the broker may not be able to describe it yet.
      List<String> there = new ArrayList<>();
      for (Topic topic : own) {
        if (!create(admin, topic)) {
          there.add(topics.name(topic));
        }
      }
      Map<String, TopicDescription> found =
          admin.describeTopics(there).allTopicNames().get(ANSWER_SECONDS, TimeUnit.SECONDS);
      found.values().forEach(this::check);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(e);
    } catch (ExecutionException | TimeoutException e) {
      throw failed(e);
    }
  }

  private boolean create(Admin admin, Topic topic)
      throws InterruptedException, ExecutionException, TimeoutException {
    NewTopic wanted =
        new NewTopic(topics.name(topic), Optional.of(topic.partitions()), Optional.empty());
    try {
      admin.createTopics(List.of(wanted)).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
      LOG.infof("event=topic.created topic=%s partitions=%d", wanted.name(), topic.partitions());
      return true;
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
      return false;
    }
  }

  private void check(TopicDescription found) {
    for (Topic topic : Topic.ownedBy(Topic.Owner.MATERIALIZER)) {
      if (topics.name(topic).equals(found.name())
          && found.partitions().size() != topic.partitions()) {
        LOG.warnf(
            "event=topic.partitions topic=%s expected=%d found=%d",
            found.name(), topic.partitions(), found.partitions().size());
      }
    }
  }

  private PlimsollException failed(Exception cause) {
    Throwable reason = cause instanceof ExecutionException ? cause.getCause() : cause;
    return new PlimsollException(
        ErrorCode.START_FAILED,
        "topics could not be created on " + kafka.servers() + ": " + reason,
        cause);
  }
}
