package dev.plimsoll.offsetlog.packing;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A batch by the numbers that the log gave to what has a name.
///
/// @param partId of its partition
/// @param recordCount 1 or more
/// @param producerRef of its producer's name
/// @param fileId of its object
/// @param byteOffset of its first byte in the object
/// @param youngestMicros when its youngest record was written: microseconds since 1970
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

  /// An instant as the log has it: microseconds since 1970; what is finer is cut off.
  public static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  public Instant youngest() {
    return Instant.EPOCH.plus(youngestMicros, ChronoUnit.MICROS);
  }

  /// The same in another file.
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
