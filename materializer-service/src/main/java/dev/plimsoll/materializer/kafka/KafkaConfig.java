package dev.plimsoll.materializer.kafka;

import io.smallrye.config.ConfigMapping;

/// Where Kafka is.
@ConfigMapping(prefix = "kafka.bootstrap")
public interface KafkaConfig {
  /// `host:port`, several by comma.
  String servers();
}
