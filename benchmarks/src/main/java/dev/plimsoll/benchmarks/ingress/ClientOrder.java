package dev.plimsoll.benchmarks.ingress;

import dev.plimsoll.demo.Plant;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// Order of a client process, on its standard input.
///
/// @param topic log topic that exists and has no other writers
/// @param lasting time that counts, after [#WARM_UP]
/// @param batchesPerSecond of all connections together, evenly; late files are sent at once. 0 for
///     full pace
record ClientOrder(
    Ingress ingress,
    Plant.LogIngress log,
    String topic,
    Duration lasting,
    double batchesPerSecond) {
  static final int PARTITIONS = 16;

  /// Time that does not count.
  static final Duration WARM_UP = Duration.ofSeconds(2);

  /// Connections side by side, each with its own producer.
  int connections() {
    return ingress.isKafka() ? 4 : 16;
  }

  /// Batches of a file or a Kafka message.
  int batchesPerFile() {
    return ingress == Ingress.KAFKA_BATCHES ? 1 : 50;
  }

  URI api(String path) {
    return log.address().resolve("/api/v1/" + path);
  }

  /// Report of a client process, on its standard output. All but `total` and `inTheLog` are of the
  /// time that counts.
  ///
  /// @param acknowledged batches that were answered
  /// @param placed batches that got offsets, by the log's own count
  /// @param total batches that were answered from the first to the last
  /// @param inTheLog batches in the log at the end
  /// @param cpuSeconds of the client
  /// @param latencies from due time to answer, percentiles in milliseconds by figure
  record Report(
      long acknowledged,
      long placed,
      long total,
      long inTheLog,
      double cpuSeconds,
      Map<String, Double> latencies) {}
}
