package dev.plimsoll.planner.messaging;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.outbox.Outbox;
import dev.plimsoll.outbox.OutboxMessage;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.Session;

/// The planner's outbox, written in the caller's transaction.
@ApplicationScoped
public class PlannerOutbox {
  private final PlannerTopics topics;
  private final Session entities;

  public PlannerOutbox(PlannerTopics topics, Session entities) {
    this.topics = topics;
    this.entities = entities;
  }

  /// @param key messages of one key stay in order where their transactions lock the same row
  public void append(Topic topic, String key, Record message) {
    OutboxMessage sent = OutboxMessage.of(topics.name(topic), null, key, message);
    entities.doWork(connection -> Outbox.append(connection, sent));
  }
}
