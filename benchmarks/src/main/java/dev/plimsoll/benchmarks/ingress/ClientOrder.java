package dev.plimsoll.benchmarks.ingress;

import dev.plimsoll.demo.Plant;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// The order of a client process, on its standard input.
///
/// @param log where its clients go to
/// @param topic log topic; it is there, and nobody else appends to it
/// @param lasting the time that counts, after [#WARM_UP]
/// @param batchesPerSecond of all connections together, evenly, their files sent when they are due
///     or as soon after as can be; 0 for as many as can be
record ClientOrder(
    Ingress ingress,
    Plant.LogIngress log,
    String topic,
    Duration lasting,
    double batchesPerSecond) {
  static final int PARTITIONS = 16;

  /// Time that does not count.
  static final Duration WARM_UP = Duration.ofSeconds(2);

  private static final int BATCHES_PER_FILE = 50;
  private static final int HTTP_CONNECTIONS = 16;
  private static final int KAFKA_PRODUCERS = 4;

  /// Connections that send side by side, each for a producer of its own.
  int connections() {
    return ingress.isKafka() ? KAFKA_PRODUCERS : HTTP_CONNECTIONS;
  }

  /// Batches of a file, or of a message of Kafka.
  int batchesPerFile() {
    return ingress == Ingress.KAFKA_BATCHES ? 1 : BATCHES_PER_FILE;
  }

  /// An address of the materializer's API.
  URI api(String path) {
    return log.address().resolve("/api/v1/" + path);
  }

  /// What a client process saw, on its standard output.
  ///
  /// @param acknowledged batches that were answered for in the time that counts
  /// @param placed batches that got their offsets in that time, as the log says
  /// @param total batches that were answered for from the first to the last
  /// @param inTheLog batches that the log has in the end
  /// @param cpuSeconds of the client in the time that counts
  /// @param latencies percentiles in milliseconds, from when a file was due to its answer, by the
  ///     names of [IngressFigures]
  record Report(
      long acknowledged,
      long placed,
      long total,
      long inTheLog,
      double cpuSeconds,
      Map<String, Double> latencies) {}
}
