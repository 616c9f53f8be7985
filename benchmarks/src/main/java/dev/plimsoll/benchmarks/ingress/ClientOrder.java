package dev.plimsoll.benchmarks.ingress;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client process is told to do, on its standard input.
///
/// @param address of the materializer, without a path
/// @param token of its API
/// @param topic log topic; it is there, and nobody else appends to it
/// @param partitions of it
/// @param connections that send side by side, each for a producer of its own
/// @param batchesPerFile 1 or more
/// @param warmUpMillis that do not count
/// @param millis that count
/// @param filesPerSecond of all connections together, evenly, sent when they are due or as soon
///     after as can be; 0 for as many as can be
/// @param kafkaTopic where `log.events` is, with its prefix
/// @param kafka properties of a Kafka client
/// @param keyFile of messages' seals; null for none
record ClientOrder(
    Ingress ingress,
    String address,
    String token,
    String topic,
    int partitions,
    int connections,
    int batchesPerFile,
    long warmUpMillis,
    long millis,
    double filesPerSecond,
    String kafkaTopic,
    Map<String, String> kafka,
    @Nullable String keyFile) {}
