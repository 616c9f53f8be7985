package dev.plimsoll.outbox;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.jspecify.annotations.Nullable;

/// A classification of send failures: whether the message is at fault, or Kafka, or what this
/// service may do there.
final class MessageErrors {
  private MessageErrors() {}

  /// Whether Kafka refuses the message however often it is sent, as long as nobody changes it or
  /// Kafka's limits.
  static boolean isOfMessage(@Nullable Throwable refusal) {
    return switch (refusal) {
      case RecordTooLargeException _,
          RecordBatchTooLargeException _,
          SerializationException _,
          InvalidRecordException _,
          InvalidTimestampException _,
          UnsupportedForMessageFormatException _,
          // A partition that no topic has.
          IllegalArgumentException _ ->
          true;
      case null, default -> false;
    };
  }
}
