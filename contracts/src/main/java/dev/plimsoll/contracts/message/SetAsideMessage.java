package dev.plimsoll.contracts.message;

import java.time.Instant;
import java.util.UUID;

/// `GET /api/v1/outbox` of planner and sync: a message that Kafka never takes as it is, out of the
/// way of all others until somebody has it tried again or drops it.
///
/// @param id by which it is tried again or dropped
/// @param occurredAt when it was caused
/// @param eventId of the CloudEvent, by which its log line names it
/// @param type of the CloudEvent
/// @param bytes of its body
/// @param reason as Kafka or its client says it
public record SetAsideMessage(
    long id,
    Instant setAsideAt,
    Instant occurredAt,
    String topic,
    String key,
    UUID eventId,
    String type,
    long bytes,
    String reason) {}
