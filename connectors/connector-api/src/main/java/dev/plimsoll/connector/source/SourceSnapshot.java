package dev.plimsoll.connector.source;

/// Stored description of a shared snapshot, for other processes.
///
/// @param name by which sessions join it, or name of the process that owns all its sessions
/// @param heapFile of the table; 0 where the source has none
/// @param pages of the heap: later blocks are invisible to it; 0 where the source has none
public record SourceSnapshot(String name, long heapFile, long pages) {}
