package dev.plimsoll.planner.messaging;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.kafka.client.ProcessAdmin;
import dev.plimsoll.kafka.topics.OwnTopics;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.own.SchemaMigration;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;

/// Kafka topics and consumer groups of the planner.
@ApplicationScoped
public class PlannerTopics {
  private final String prefix;
  private final OwnTopics own;
  private final ProcessAdmin admin;

  public PlannerTopics(TopicsConfig config, ProcessAdmin admin) {
    this.prefix = config.prefix();
    this.own = new OwnTopics(admin, prefix);
    this.admin = admin;
  }

  void logIn(@Observes @Priority(SchemaMigration.BEFORE) StartupEvent event) {
    admin.logIn();
  }

  public String name(Topic topic) {
    return topic.name(prefix);
  }

  /// Consumer group of a lane's builders.
  public String builderGroup(Lane lane) {
    return prefix + "builder." + lane.value();
  }

  /// The planner's consumer group of `build.events`.
  public String eventsGroup() {
    return prefix + "planner.build-events";
  }

  /// Slots of a lane, as Kafka has them.
  ///
  /// @throws PlimsollException as of [OwnTopics#ensure]
  public int slots(Lane lane) {
    return own.partitions(lane.topic());
  }

  /// Adds slots to a lane. Its commands name their slot, so none moves.
  ///
  /// @return how many it has now
  /// @throws PlimsollException as of [OwnTopics#grow]
  public int grow(Lane lane, int slots) {
    return own.grow(lane.topic(), slots);
  }

  /// Creates missing topics and changes no others: more partitions of a lane are more slots.
  ///
  /// @return partitions of each topic
  /// @throws PlimsollException as of [OwnTopics#ensure]
  public Map<Topic, Integer> ensure() {
    return own.ensure(Topic.Owner.PLANNER);
  }
}
