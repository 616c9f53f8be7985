package dev.plimsoll.sync.extract;

import java.util.List;
import java.util.UUID;

/// An object that is complete: a batch of the log once it is announced.
///
/// @param sequence in its split
/// @param bytes of the object
/// @param lastKey of its last row; empty for a table that is streamed
public record Batch(
    UUID splitId, long sequence, String objectKey, long bytes, long rows, List<String> lastKey) {}
