package dev.plimsoll.offsetlog.packing;

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
