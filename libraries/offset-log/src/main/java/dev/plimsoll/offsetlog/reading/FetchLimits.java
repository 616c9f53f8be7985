package dev.plimsoll.offsetlog.reading;

/// The limits of a fetch. It takes one batch at least, however large that is.
///
/// @param batches 1 or more
/// @param records 1 or more
/// @param bytes of objects that the batches lie in, 1 or more
public record FetchLimits(int batches, long records, long bytes) {}
