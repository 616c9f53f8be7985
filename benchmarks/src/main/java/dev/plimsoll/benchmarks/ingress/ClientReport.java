package dev.plimsoll.benchmarks.ingress;

/// What a client process saw, on its standard output.
///
/// @param acknowledged batches that were answered for in the time that counts
/// @param placed batches that got their offsets in that time, as the log says
/// @param seconds the time that counts
/// @param total batches that were answered for from the first to the last
/// @param inTheLog batches that the log has in the end
/// @param cpuSeconds of the client in the time that counts
/// @param p50 latency in milliseconds, from when a file was due to its answer
/// @param max the longest
record ClientReport(
    long acknowledged,
    long placed,
    double seconds,
    long total,
    long inTheLog,
    double cpuSeconds,
    double p50,
    double p99,
    double p999,
    double max) {}
