package dev.plimsoll.sync.messaging;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;

/// Creates the topics that this service owns and checks their partitions, before anything uses
/// them.
@Singleton
public final class OwnTopics {
  private final Map<String, Object> kafka;
  private final TopicNames names;

  public OwnTopics(
      @Identifier("default-kafka-broker") Map<String, Object> kafka, TopicNames names) {
    this.kafka = new HashMap<>(kafka);
    this.names = names;
  }

  void create(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event)
      throws InterruptedException {
    List<Topic> owned = Topic.ownedBy(Topic.Owner.SYNC);
    try (Admin admin = Admin.create(kafka)) {
      Set<String> existing = admin.listTopics().names().get();
      List<NewTopic> missing =
          owned.stream()
              .filter(topic -> !existing.contains(names.of(topic)))
              .map(
                  topic ->
                      new NewTopic(
                          names.of(topic), Optional.of(topic.partitions()), Optional.empty()))
              .toList();
      admin.createTopics(missing).all().get();
      // One just created is right, and the broker may not be able to describe it yet.
      check(admin, owned.stream().filter(topic -> existing.contains(names.of(topic))).toList());
    } catch (ExecutionException e) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, "Kafka topics could not be made ready: " + e.getCause(), e);
    }
  }

  // Fewer partitions would still work, but not in the order that keys promise after growing.
  private void check(Admin admin, List<Topic> owned)
      throws InterruptedException, ExecutionException {
    Map<String, TopicDescription> found =
        admin.describeTopics(owned.stream().map(names::of).toList()).allTopicNames().get();
    for (Topic topic : owned) {
      int partitions = Objects.requireNonNull(found.get(names.of(topic))).partitions().size();
      if (partitions != topic.partitions()) {
        throw new PlimsollException(
            ErrorCode.START_FAILED,
            "topic %s has %d partitions, not %d"
                .formatted(names.of(topic), partitions, topic.partitions()));
      }
    }
  }
}
