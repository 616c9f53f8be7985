package dev.plimsoll.benchmarks.ingress;

/// A way into the log.
enum Ingress {
  /// `POST /api/v1/files`: durable when answered, offsets follow.
  HTTP_KEPT,
  /// `POST /api/v1/files?wait=offsets`: answered with the offsets.
  HTTP_PLACED,
  /// As [#HTTP_KEPT] with CBOR for a body, and for an answer.
  HTTP_KEPT_CBOR,
  /// As [#HTTP_PLACED] with CBOR for a body, and for an answer.
  HTTP_PLACED_CBOR,
  /// A file a message of `log.events`.
  KAFKA_FILES,
  /// A batch a message of `log.events`.
  KAFKA_BATCHES;

  boolean isKafka() {
    return this == KAFKA_FILES || this == KAFKA_BATCHES;
  }

  boolean isCbor() {
    return this == HTTP_KEPT_CBOR || this == HTTP_PLACED_CBOR;
  }

  /// Whether an answer says that its batches have their offsets.
  boolean isPlaced() {
    return this == HTTP_PLACED || this == HTTP_PLACED_CBOR;
  }
}
