package dev.plimsoll.offsetlog.packing;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A batch with numbers for its names.
///
/// @param recordCount 1 or more
/// @param producerRef of its producer's name
/// @param byteOffset of its first byte in the object
/// @param youngestMicros time of its youngest record: microseconds since 1970
public record LogBatch(
    int partId,
    long recordCount,
    int producerRef,
    int epoch,
    long sequence,
    long fileId,
    long byteOffset,
    long byteLength,
    long youngestMicros) {

  /// Microseconds since 1970, truncated.
  public static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  public Instant youngest() {
    return Instant.EPOCH.plus(youngestMicros, ChronoUnit.MICROS);
  }

  public LogBatch inFile(long file) {
    return new LogBatch(
        partId,
        recordCount,
        producerRef,
        epoch,
        sequence,
        file,
        byteOffset,
        byteLength,
        youngestMicros);
  }
}
