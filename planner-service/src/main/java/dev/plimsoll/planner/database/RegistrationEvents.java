package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.outbox.Outbox;
import dev.plimsoll.outbox.OutboxMessage;
import dev.plimsoll.planner.messaging.PlannerTopics;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.Session;

/// Tells builders in the topic `databases` what is registered: a command only names it.
@ApplicationScoped
public class RegistrationEvents {
  private final PlannerTopics topics;
  private final Session entities;

  public RegistrationEvents(PlannerTopics topics, Session entities) {
    this.topics = topics;
    this.entities = entities;
  }

  /// In the caller's transaction, which has locked the database: its revisions are told in their
  /// order.
  public void announce(DatabaseEntity database) {
    entities.doWork(
        connection ->
            Outbox.append(
                connection,
                OutboxMessage.of(
                    topics.name(Topic.DATABASES),
                    null,
                    database.name(),
                    (Record) database.event())));
  }
}
