package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.LogBatch;
import java.util.List;

/// Batches that follow each other in a partition, to be stored as one row.
///
/// @param nextOffset behind its last record
/// @param youngestMicros of its records and of all before it in its partition
record Segment(
    int partId,
    long baseOffset,
    long nextOffset,
    long bytes,
    long youngestMicros,
    List<LogBatch> batches) {}
