package dev.plimsoll.benchmarks.ingress;

/// Ingress path of the log.
enum Ingress {
  /// `POST /api/v1/files`: durable when answered, offsets follow.
  HTTP_KEPT,
  /// `POST /api/v1/files?wait=offsets`: answered with the offsets.
  HTTP_PLACED,
  HTTP_KEPT_CBOR,
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

  /// Whether an answer means that the batches have offsets.
  boolean isPlaced() {
    return this == HTTP_PLACED || this == HTTP_PLACED_CBOR;
  }
}
