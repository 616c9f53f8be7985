package dev.plimsoll.contracts.message;

import java.time.Instant;
import java.util.UUID;

/// `GET /api/v1/outbox` of planner and sync: a message that Kafka refuses for good, set aside until
/// a person tries it again or drops it.
///
/// @param eventId of the CloudEvent, as in the log line
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
